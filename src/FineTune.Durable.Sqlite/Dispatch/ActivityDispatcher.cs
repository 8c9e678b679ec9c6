using System.Threading.Channels;
using FineTune.Durable.Sqlite.Execution;
using FineTune.Durable.Sqlite.History;
using Microsoft.Extensions.Logging;

namespace FineTune.Durable.Sqlite.Dispatch;

/// <summary>
/// Runs activities, a bounded number at a time, oldest first. An activity whose result was not committed when the process
/// ended runs again: at least once, never lost.
/// </summary>
internal sealed class ActivityDispatcher(
    SqliteDurableEngineOptions options,
    IFunctionCatalog catalog,
    Payloads payloads,
    ILogger logger,
    Action<Delivery> deliver) : IDisposable
{
    private readonly Channel<ActivityWork> _queue = Channel.CreateUnbounded<ActivityWork>();
    private readonly CancellationTokenSource _intake = new();
    private readonly CancellationTokenSource _abandon = new();
    private Task _workers = Task.CompletedTask;

    public void Enqueue(ActivityWork work) => _queue.Writer.TryWrite(work);

    public void Start() =>
        _workers = Task.WhenAll(Enumerable.Range(0, options.MaxConcurrentActivities).Select(_ => Task.Run(WorkAsync)));

    /// <summary>
    /// Takes no more work and lets what runs end within <paramref name="grace"/>; then its tokens are cancelled and its
    /// results no longer count.
    /// </summary>
    public async Task StopAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        await _intake.CancelAsync();
        try
        {
            await _workers.WaitAsync(grace, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            logger.LogWarning("Activities were still running when the engine stopped. They run again at the next start.");
        }

        await _abandon.CancelAsync();
    }

    public void Dispose()
    {
        _intake.Dispose();
        _abandon.Dispose();
    }

    private async Task WorkAsync()
    {
        try
        {
            while (true)
            {
                ActivityWork work = await _queue.Reader.ReadAsync(_intake.Token);
                OutcomeEvent? outcome = await RunAsync(work);
                if (outcome is not null && !_abandon.IsCancellationRequested)
                    deliver(new Delivery(work.Instance, new Message(outcome, work.Execution)));
            }
        }
        catch (OperationCanceledException) when (_intake.IsCancellationRequested)
        {
            // Stopped: what waits is in the database.
        }
    }

    /// <summary>Null where the activity was abandoned and must run again.</summary>
    private async Task<OutcomeEvent?> RunAsync(ActivityWork work)
    {
        if (!catalog.TryGetActivity(work.Name, out IActivityFunction? function))
        {
            logger.LogError("The function '{Activity}' doesn't exist, is disabled, or is not an activity function (called by instance {InstanceId}).", work.Name, work.InstanceId);
            return new TaskFailed(work.TaskId, FailureInfo.Unknown);
        }

        using var timeout = new CancellationTokenSource(options.FunctionTimeout, options.TimeoutClock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _abandon.Token);
        try
        {
            Task<object?> running = function.InvokeAsync(new ActivityInvocation(work.InstanceId, work.TaskId, work.Input), either.Token);
            object? result = await running.WaitAsync(either.Token);
            return new TaskCompleted(work.TaskId, payloads.Serialize(result, $"the output of activity '{work.Name}'"));
        }
        catch (OperationCanceledException) when (_abandon.IsCancellationRequested)
        {
            return null;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return Failed(work, new FunctionTimeoutException(
                $"Timeout value of {options.FunctionTimeout:c} was exceeded by function: Functions.{function.Name}"));
        }
#pragma warning disable CA1031 // Whatever an activity throws is its orchestrator's to handle.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Failed(work, e);
        }
    }

    private TaskFailed Failed(ActivityWork work, Exception exception)
    {
        logger.LogWarning("Activity '{Activity}' (#{TaskId}) of instance {InstanceId} failed: {ErrorType}.", work.Name, work.TaskId, work.InstanceId, exception.GetType());
        return new TaskFailed(work.TaskId, FailureInfo.From(exception));
    }
}
