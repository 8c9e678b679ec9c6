using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FineTune.Core.Lineages;
using FineTune.Functions.Api.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace FineTune.Functions.Api;

/// <summary>Answers of the API.</summary>
internal static class ApiResult
{
    public static IActionResult Ok<T>(T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) => new ContentResult
    {
        Content = JsonSerializer.Serialize(value, type),
        ContentType = "application/json; charset=utf-8",
        StatusCode = status,
    };

    public static IActionResult Accepted(string instanceId) =>
        Ok(new Accepted(instanceId), ApiJson.Default.Accepted, StatusCodes.Status202Accepted);

    public static IActionResult Error(int status, string message, string next) =>
        Ok(new ApiError(new ApiErrorDetail(message, next)), ApiJson.Default.ApiError, status);

    public static IActionResult NotFound(string what, string next) => Error(StatusCodes.Status404NotFound, what, next);

    /// <summary>Null when the name is a lineage's; the refusal otherwise.</summary>
    public static IActionResult? RefuseLineage(string lineage) => LineageName.IsValid(lineage)
        ? null
        : Error(StatusCodes.Status400BadRequest, LineageName.Explain(lineage), "Correct the lineage's name in the URL.");

    /// <summary>The body as JSON; null, with the refusal, when it is none.</summary>
    public static async Task<(T? Body, IActionResult? Refusal)> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            var body = await JsonSerializer.DeserializeAsync(request.Body, type, cancellationToken);
            return body is null ? (null, Refuse("The body is null.")) : (body, null);
        }
        catch (JsonException e)
        {
            return (null, Refuse($"The body is not the JSON that this call expects (at {e.Path ?? "$"}, line {e.LineNumber + 1})."));
        }
    }

    private static IActionResult Refuse(string message) =>
        Error(StatusCodes.Status400BadRequest, message, "Send a JSON object as described in docs/operations.md.");
}
