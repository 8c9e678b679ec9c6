using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace FineTune.LocalProvider.Http;

/// <summary>One request, with the few things an endpoint needs from it.</summary>
internal sealed class ApiCall(HttpContext http, string group)
{
    private const int LargestJsonBody = 64 * 1024 * 1024;
    private JsonElement? body;

    public HttpContext Http => http;

    /// <summary>Endpoint group: files, jobs, chat, ...</summary>
    public string Group => group;

    public string RequestId { get; } = "req_" + Guid.NewGuid().ToString("N");

    public string Route(string name) => http.Request.RouteValues[name] as string ?? "";

    public string? Query(string name) => http.Request.Query.TryGetValue(name, out var value) && value.Count > 0 ? value[0] : null;

    public int Limit(int standard, int maximum)
    {
        if (Query("limit") is not { } text)
            return standard;
        if (!int.TryParse(text, out var limit) || limit < 1)
            throw ApiException.BadRequest($"Invalid 'limit': '{text}'. Give a whole number from 1 to {maximum}.", "limit");
        return Math.Min(limit, maximum);
    }

    /// <summary>The JSON body, which must be an object. Read once and kept.</summary>
    public async Task<JsonElement> JsonAsync()
    {
        if (body is { } known)
            return known;
        if (http.Request.ContentLength > LargestJsonBody)
            throw new ApiException(413, null, $"The request body is larger than {LargestJsonBody} bytes.");
        try
        {
            using var document = await JsonDocument.ParseAsync(http.Request.Body, default, http.RequestAborted);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw ApiException.BadRequest("The request body must be a JSON object.");
            body = document.RootElement.Clone();
            return body.Value;
        }
        catch (JsonException e)
        {
            throw ApiException.BadRequest($"We could not parse the JSON body of your request: {e.Message}");
        }
    }
}
