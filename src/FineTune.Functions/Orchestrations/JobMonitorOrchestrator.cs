using FineTune.Core.Models.Jobs;
using FineTune.Functions.Activities.Training;
using FineTune.Functions.Contracts;
using FineTune.Functions.Contracts.Training;
using FineTune.Training.Jobs;

namespace FineTune.Functions.Orchestrations;

/// <summary>
/// Watches a provider's job on durable timers of growing length until it ends, cancels it when asked or when its deadline
/// passes. Instance ids start with <c>monitor-{jobId}</c>. Continues as new every ten looks.
/// </summary>
public static class JobMonitorOrchestrator
{
    private const int PollsPerRound = 10;

    /// <remarks>One waiter per round: an event that meets a cancelled waiter of an earlier look would be lost.</remarks>
    [Function(nameof(JobMonitorOrchestrator))]
    public static async Task<PolledJob> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, MonitorInput input)
    {
        using var stop = new CancellationTokenSource();
        var cancel = context.WaitForExternalEvent<CancelRequest>(InstanceIds.CancelEvent(input.RunId), stop.Token);
        for (var poll = 0; poll < PollsPerRound; poll++)
        {
            var job = await context.CallActivityAsync<PolledJob>(nameof(PollJob), new PollJobInput(input.Endpoint, input.JobId), Retries.Default);
            context.SetCustomStatus(new StageStatus("train", RunId: input.RunId, Note: job.RawStatus));
            if (job.State is JobState.Succeeded or JobState.Failed or JobState.Cancelled)
            {
                stop.Cancel();
                return input.CancelReason is { } reason && job.State == JobState.Cancelled ? job with { Reason = reason } : job;
            }

            input = await WaitAsync(context, input, job, cancel);
        }

        stop.Cancel();
        context.ContinueAsNew(input);
        return PolledJob.Unknown;
    }

    /// <summary>Waits for the next look or a cancel request, whichever comes first, and passes a cancellation on to the provider.</summary>
    private static async Task<MonitorInput> WaitAsync(
        TaskOrchestrationContext context, MonitorInput input, PolledJob job, Task<CancelRequest> cancel)
    {
        using var awake = new CancellationTokenSource();
        var pause = context.CreateTimer(JobPolling.Next(input.Polls, job.PollFirst, job.PollMax), awake.Token);
        input = input with { Polls = input.Polls + 1 };
        if (input.CancelReason is not null)
        {
            await pause;
            return input;
        }

        var asked = await Task.WhenAny(pause, cancel) == cancel || cancel.IsCompleted;
        awake.Cancel();
        var reason = asked ? CancelReason.Of(await cancel)
            : context.CurrentUtcDateTime >= input.Deadline ? $"The job did not end before its deadline ({input.Deadline:u})."
            : null;
        if (reason is not null)
        {
            await context.CallActivityAsync(nameof(CancelJob), new PollJobInput(input.Endpoint, input.JobId), Retries.Default);
        }

        return input with { CancelReason = reason };
    }
}
