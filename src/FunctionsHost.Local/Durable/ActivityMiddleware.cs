using DurableTask.Core;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using DurableTask.Core.Middleware;
using Microsoft.Extensions.Logging;

namespace FunctionsHost.Local.Durable;

/// <summary>Answers for activities that do not exist, and for errors that Core would meet again and again.</summary>
internal sealed class ActivityMiddleware(ILogger logger)
{
    public async Task RunAsync(DispatchMiddlewareContext context, Func<Task> next)
    {
        var call = context.GetProperty<TaskScheduledEvent>();
        if (context.GetProperty<TaskActivity>() is null)
        {
            var message = $"The function '{call.Name}' doesn't exist, is disabled, or is not an activity function.";
            logger.LogError("{Problem} It was called by instance '{InstanceId}'.", message,
                context.GetProperty<OrchestrationInstance>()?.InstanceId);

            // Without details, as from the Functions host: the caller sees a failure of an unknown type.
            Answer(context, new TaskFailedEvent(-1, call.EventId, message, null, null));
            return;
        }

        try
        {
            await next();
        }
        catch (Exception error) when (error is not SessionAbortedException and not TaskFailureException)
        {
            Answer(context, new TaskFailedEvent(-1, call.EventId, error.Message, null, new FailureDetails(error)));
        }
    }

    private static void Answer(DispatchMiddlewareContext context, HistoryEvent answer) =>
        context.SetProperty(new ActivityExecutionResult { ResponseEvent = answer });
}
