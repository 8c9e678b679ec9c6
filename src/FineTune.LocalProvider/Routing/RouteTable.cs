using FineTune.LocalProvider.Http;
using FineTune.LocalProvider.Runtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FineTune.LocalProvider.Routing;

/// <summary>Maps endpoints, and wraps each with what all share: request id, key check, counting, general faults, error shape.</summary>
internal sealed class RouteTable(ProviderContext context, IEndpointRouteBuilder routes)
{
    private static readonly string[] Prefixes = ["/v1", "/openai/v1"];

    /// <summary>Maps below both prefixes.</summary>
    public void Api(string method, string path, string group, string name, Func<ApiCall, Task<ApiReply>> handler)
    {
        foreach (var prefix in Prefixes)
            Map(method, prefix + path, group, name, handler);
    }

    public void Api(string method, string path, string group, string name, Func<ApiCall, ApiReply> handler) =>
        Api(method, path, group, name, call => Task.FromResult(handler(call)));

    public void Map(string method, string path, string group, string name, Func<ApiCall, Task<ApiReply>> handler, bool guarded = true) =>
        routes.MapMethods(path, [method], (RequestDelegate)(http => HandleAsync(http, group, name, handler, guarded)));

    private async Task HandleAsync(HttpContext http, string group, string name, Func<ApiCall, Task<ApiReply>> handler, bool guarded)
    {
        var started = TimeProvider.System.GetTimestamp();
        var call = new ApiCall(http, group);
        http.Response.Headers["x-request-id"] = call.RequestId;
        if (context.Options.Profile == LocalProviderProfile.Azure)
            http.Response.Headers["apim-request-id"] = call.RequestId;
        ApiReply reply;
        try
        {
            if (guarded)
            {
                context.Stats.Endpoint(name);
                KeyCheck.Require(http, context.Options.ApiKey);
                RateHeaders.Add(http.Response.Headers, group, context.Azure);
                reply = await RequestFaults.ApplyAsync(context.Faults, call) ?? await handler(call);
            }
            else
            {
                reply = await handler(call);
            }
        }
        catch (ApiException e)
        {
            foreach (var (header, value) in e.Headers)
                http.Response.Headers[header] = value;
            reply = new ApiReply(e.Status) { Json = e.Body() };
        }
        catch (BadHttpRequestException e)
        {
            reply = new ApiReply(e.StatusCode) { Json = ApiException.BadRequest(e.Message).Body() };
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A fault of this provider, not of the request; the reply says so, in the shape clients parse.
            reply = new ApiReply(500) { Json = new ApiException(500, "local_provider_error", $"The local provider failed: {e.GetType().Name}: {e.Message}", null, "server_error").Body() };
        }

        http.Response.Headers["openai-processing-ms"] = ((int)TimeProvider.System.GetElapsedTime(started).TotalMilliseconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        await reply.WriteAsync(http);
    }
}
