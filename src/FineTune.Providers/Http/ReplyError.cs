using System.Globalization;
using System.Text.Json;

namespace FineTune.Providers.Http;

/// <summary>The <c>error</c> object of a reply, in any of the shapes that providers send; all null where there is none.</summary>
internal sealed record ReplyError(string? Code, string? Type, string? Param, string? Message, string? InnerCode)
{
    private static readonly ReplyError None = new(null, null, null, null, null);

    /// <summary>The HTTP status in the error's code, if there is one: some gateways answer 200 and report the real status there.</summary>
    public int? Status =>
        int.TryParse(Code, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 400 and < 600 ? status : null;

    /// <summary>Whether the body has an error object.</summary>
    public static bool IsError(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.Object("error") is not null;
    }

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
