using System.Text.Json;

namespace FineTune.Providers.Http;

/// <summary>The <c>error</c> object of a reply, in any of the shapes that providers send; all null where there is none.</summary>
internal sealed record ReplyError(string? Code, string? Type, string? Param, string? Message, string? InnerCode)
{
    private static readonly ReplyError None = new(null, null, null, null, null);

    public static ReplyError Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return From(document.RootElement);
        }
        catch (JsonException)
        {
            return None;
        }
    }

    private static ReplyError From(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return None;
        }

        var error = root.Object("error") ?? root;
        var inner = error.Object("innererror") ?? error.Object("inner_error");
        return new ReplyError(error.Text("code"), error.Text("type"), error.Text("param") ?? error.Text("target"), error.Text("message"), inner?.Text("code"));
    }
}
