using System.Buffers;
using System.Text;
using System.Text.Json;
using FineTune.Core.Models.Batches;
using FineTune.Core.Models.Endpoints;
using FineTune.Providers.Clients;
using FineTune.Providers.Http;

namespace FineTune.Providers.OpenAI;

/// <summary>Lines of request, output and error files. Bodies are those of single calls, and answers are read like those of single calls.</summary>
internal static class BatchLineJson
{
    public static ReadOnlyMemory<byte> Write(string customId, string path, BinaryData body)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(line))
        {
            writer.WriteStartObject();
            writer.WriteString("custom_id", customId);
            writer.WriteString("method", "POST");
            writer.WriteString("url", path);
            writer.WritePropertyName("body");
            writer.WriteRawValue(body.ToMemory().Span, skipInputValidation: true);
            writer.WriteEndObject();
        }

        line.Write("\n"u8);
        return line.WrittenMemory;
    }

    /// <param name="what">Endpoint and batch, for errors.</param>
    public static BatchAnswer Read(string line, string what, TimeProvider time)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            var id = root.Text("custom_id") ?? string.Empty;
            return root.Object("response") is { } response && response.Field("body") is { } body
                ? Answer(id, (int)Math.Clamp(response.Integer("status_code") ?? 200, 0, 999), Body(body), what, time)
                : new BatchAnswer(id, null, Unanswered(root.Object("error"), what));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return new BatchAnswer(string.Empty, null, Unreadable(what, error));
        }
    }

    private static BatchAnswer Answer(string id, int status, BinaryData body, string what, TimeProvider time)
    {
        if (status is < 200 or > 299)
        {
            return new BatchAnswer(id, null, ProviderErrors.FromReply(what, status, body.ToMemory(), _ => null, time));
        }

        try
        {
            return new BatchAnswer(id, ChatReply.Read(body.ToMemory()), null);
        }
        catch (Exception error) when (error is FormatException or JsonException or InvalidOperationException)
        {
            return new BatchAnswer(id, null, Unreadable(what, error));
        }
    }

    /// <summary>What was never called, or whose answer the provider lost, may be asked again; codes that are not known count as such.</summary>
    private static ProviderException Unanswered(JsonElement? error, string what)
    {
        var code = error?.Text("code") ?? "no_response";
        var kind = code.ToLowerInvariant() switch
        {
            "content_filter" or "contentfilter" => ProviderErrorKind.ContentFiltered,
            "insufficient_quota" or "quotaexceeded" or "billing_hard_limit_reached" => ProviderErrorKind.QuotaExhausted,
            "invalid_request" or "invalid_request_error" or "bad_request" or "context_length_exceeded" => ProviderErrorKind.Invalid,
            "model_not_found" or "deploymentnotfound" => ProviderErrorKind.NotFound,
            "rate_limit_exceeded" => ProviderErrorKind.RateLimited,
            _ => ProviderErrorKind.Transient,
        };
        return new ProviderException(kind, $"{what}: code {code}. {ProviderErrors.NextStep(kind)}", code);
    }

    private static ProviderException Unreadable(string what, Exception error) => ProviderErrors.Unreachable(what, ProviderErrorKind.Invalid, error);

    /// <summary>Some servers put the body in as text.</summary>
    private static BinaryData Body(JsonElement body) =>
        BinaryData.FromBytes(Encoding.UTF8.GetBytes(body.ValueKind == JsonValueKind.String ? body.GetString()! : body.GetRawText()));
}
