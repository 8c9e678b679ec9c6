using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace FineTune.LocalProvider.Http;

/// <summary>What an endpoint answers: JSON, the bytes of a file, nothing, or a connection that breaks.</summary>
internal sealed record ApiReply(int Status)
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public JsonNode? Json { get; init; }

    public string? FilePath { get; init; }

    public string? Text { get; init; }

    public string ContentType { get; init; } = "application/json";

    public bool Break { get; init; }

    public static ApiReply Ok(JsonNode json) => new(200) { Json = json };

    public async Task WriteAsync(HttpContext http)
    {
        if (Break)
        {
            http.Abort();
            return;
        }

        http.Response.StatusCode = Status;
        if (Json is null && FilePath is null && Text is null)
            return;
        http.Response.ContentType = ContentType;
        if (FilePath is not null)
            await http.Response.SendFileAsync(FilePath, http.RequestAborted);
        else
            await http.Response.Body.WriteAsync(Text is not null ? System.Text.Encoding.UTF8.GetBytes(Text) : Bytes(Json!), http.RequestAborted);
    }

    public static byte[] Bytes(JsonNode json)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            json.WriteTo(writer, Relaxed);
        return stream.ToArray();
    }

    public static string Line(JsonNode json) => System.Text.Encoding.UTF8.GetString(Bytes(json));
}
