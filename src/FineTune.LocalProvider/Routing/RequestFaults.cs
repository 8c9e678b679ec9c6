using System.Globalization;
using FineTune.LocalProvider.Faults;
using FineTune.LocalProvider.Http;
using Microsoft.AspNetCore.Http;

namespace FineTune.LocalProvider.Routing;

/// <summary>Faults any request can meet, applied before its endpoint runs.</summary>
internal static class RequestFaults
{
    /// <summary>Null: continue. Throws the fault's error, or returns a broken connection.</summary>
    public static async Task<ApiReply?> ApplyAsync(FaultBoard faults, ApiCall call)
    {
        if (!faults.Any)
            return null;
        var model = await ModelAsync(faults, call);
        if (faults.Take(FaultNames.Slow, call.Group, model) is { } slow)
            await Task.Delay(slow.Milliseconds ?? 1000, call.Http.RequestAborted);
        if (faults.Take(FaultNames.ConnectionReset, call.Group, model) is not null)
            return new ApiReply(0) { Break = true };
        if (faults.Take(FaultNames.RateLimit, call.Group, model) is { } limit)
            throw Limited(model, ("retry-after", limit.Seconds ?? 1));
        if (faults.Take(FaultNames.RateLimitMilliseconds, call.Group, model) is { } brief)
            throw Limited(model, ("retry-after-ms", brief.Milliseconds ?? 200));
        if (faults.Take(FaultNames.InsufficientQuota, call.Group, model) is not null)
            throw new ApiException(429, "insufficient_quota", "You exceeded your current quota, please check your plan and billing details. (fault insufficient-quota)", null, "insufficient_quota");
        if (faults.Take(FaultNames.ServerError, call.Group, model) is not null)
            throw new ApiException(500, null, "The server had an error while processing your request. (fault server-error)", null, "server_error");
        if (faults.Take(FaultNames.Overloaded, call.Group, model) is not null)
            throw new ApiException(503, "slow_down", "The engine is currently overloaded, please slow down. (fault overloaded)", null, "server_error");
        return null;
    }

    private static ApiException Limited(string? model, (string Header, int Value) wait) =>
        new(429, "rate_limit_exceeded", $"Rate limit reached{(model is null ? "" : $" for {model}")} on requests per minute. (fault rate-limit)", null, "requests")
        {
            Headers = { [wait.Header] = wait.Value.ToString(CultureInfo.InvariantCulture), ["x-ratelimit-remaining-requests"] = "0" },
        };

    private static async Task<string?> ModelAsync(FaultBoard faults, ApiCall call)
    {
        if (!faults.AnyByModel || !HttpMethods.IsPost(call.Http.Request.Method) || call.Group == "files")
            return null;
        if (call.Route("deployment") is { Length: > 0 } deployment)
            return deployment;
        return call.Http.Request.ContentLength is 0 or null && !call.Http.Request.Headers.TransferEncoding.ToString().Contains("chunked", StringComparison.OrdinalIgnoreCase)
            ? null
            : (await call.JsonAsync()).Text("model");
    }
}
