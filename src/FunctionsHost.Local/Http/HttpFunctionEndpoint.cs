using System.Globalization;
using FunctionsHost.Local.Discovery;
using FunctionsHost.Local.Invocation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace FunctionsHost.Local.Http;

/// <summary>Serves one HTTP function.</summary>
internal sealed class HttpFunctionEndpoint(FunctionDescriptor function, FunctionRunner runner, FunctionKey key, ILogger logger)
{
    /// <summary>Where <c>GetHttpContext</c> of Worker.Extensions.Http.AspNetCore looks.</summary>
    private const string HttpContextKey = "HttpRequestContext";

    public async Task HandleAsync(HttpContext context)
    {
        if (!key.Allows(context.Request, function.Http!.Level))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            await context.Response.WriteAsync(key.Refusal, context.RequestAborted);
            return;
        }

        try
        {
            // Not abandoned at its time limit: the request must not be used after it was answered.
            await runner.RunAsync(function, context.Request, Tokens(context), context.RequestAborted,
                invocation => invocation.Items[HttpContextKey] = context, call => AnswerAsync(context, call), abandon: false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            logger.LogDebug("Function '{Function}': the caller went away.", function.Name);
        }
        catch (Exception error)
        {
            logger.LogError(error, "Function '{Function}' failed.", function.Name);
            if (context.Response.HasStarted) context.Abort();
            else
            {
                context.Response.Clear();
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            }
        }
    }

    private Dictionary<string, object?> Tokens(HttpContext context)
    {
        var tokens = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var token in function.Http!.Tokens)
        {
            var text = Convert.ToString(context.Request.RouteValues.GetValueOrDefault(token), CultureInfo.InvariantCulture);
            tokens[token] = string.IsNullOrEmpty(text) ? null : text;
        }

        return tokens;
    }

    private static Task AnswerAsync(HttpContext context, FunctionCall call) => call.Result switch
    {
        IActionResult action => action.ExecuteResultAsync(new ActionContext(context, context.GetRouteData(), new ActionDescriptor())),
        IResult answer => answer.ExecuteAsync(context),
        _ when !call.IsDone => Task.CompletedTask, // Middleware has answered in its place.
        _ => throw new InvalidOperationException("The function returned null instead of a result."),
    };
}
