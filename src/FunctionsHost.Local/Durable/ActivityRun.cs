using DurableTask.Core.Exceptions;
using FunctionsHost.Local.Durable.Payloads;
using Microsoft.DurableTask;

namespace FunctionsHost.Local.Durable;

/// <summary>
/// One call of an activity: under functionTimeout, and given back to the backend, to run again at the next start, where a stopping
/// host has waited long enough for it.
/// </summary>
internal sealed class ActivityRun(IActivityFunction function, DurableWorkerOptions options, PayloadLimits payloads,
    CancellationToken stopping)
    : ITaskActivity
{
    public Type InputType => function.InputType;

    public Type OutputType => typeof(object);

    public async Task<object?> RunAsync(TaskActivityContext context, object? input)
    {
        using var limit = new CancellationTokenSource(options.FunctionTimeout ?? Timeout.InfiniteTimeSpan, options.TimeoutClock);
        var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        var token = both.Token;
        try
        {
            var result = await InvokeAsync(input, context.InstanceId, both).WaitAsync(token);
            return new SerializedPayload(payloads.Serialize(result, $"the output of activity '{function.Name}'"));
        }
        catch (Exception error) when (stopping.IsCancellationRequested)
        {
            throw new SessionAbortedException($"The host stops; activity '{function.Name}' runs again at the next start.", error);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new FunctionTimeoutException(
                $"Timeout value of {options.FunctionTimeout:c} was exceeded by function: Functions.{function.Name}");
        }
    }

    /// <summary>The source lives as long as the function, which may outlive its time limit.</summary>
    private async Task<object?> InvokeAsync(object? input, string instanceId, CancellationTokenSource cancellation)
    {
        using (cancellation) return await function.InvokeAsync(input, instanceId, cancellation.Token);
    }
}
