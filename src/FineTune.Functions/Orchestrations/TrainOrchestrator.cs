using FineTune.Core.Models.Jobs;
using FineTune.Functions.Activities.Training;
using FineTune.Functions.Contracts;
using FineTune.Functions.Contracts.Runs;
using FineTune.Functions.Contracts.Training;
using FineTune.Training.Jobs;
using FineTune.Training.Runs;

namespace FineTune.Functions.Orchestrations;

/// <summary>
/// Trains the candidate: upload, create the job at most once, watch it, collect the result. Ends in state Running when the
/// candidate is there and the run goes on.
/// </summary>
public static class TrainOrchestrator
{
    [Function(nameof(TrainOrchestrator))]
    public static async Task<RunEnd> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, RunPlan plan)
    {
        using var stop = new CancellationTokenSource();
        var cancel = context.WaitForExternalEvent<CancelRequest>(InstanceIds.CancelEvent(plan.RunId), stop.Token);
        var end = await TrainAsync(context, plan, cancel);
        stop.Cancel();
        return end;
    }

    private static async Task<RunEnd> TrainAsync(TaskOrchestrationContext context, RunPlan plan, Task<CancelRequest> cancel)
    {
        context.SetCustomStatus(new StageStatus("upload", RunId: plan.RunId));
        var files = await UploadAsync(context, plan, cancel);
        if (files.Refusal is not null || cancel.IsCompleted)
        {
            return cancel.IsCompleted
                ? new RunEnd(RunState.Cancelled, CancelReason.Of(await cancel))
                : new RunEnd(RunState.Refused, files.Refusal);
        }

        context.SetCustomStatus(new StageStatus("create job", RunId: plan.RunId));
        var created = await CreateAsync(context, plan, files, cancel);
        if (created.JobId is not { } jobId)
        {
            return cancel.IsCompleted
                ? new RunEnd(RunState.Cancelled, CancelReason.Of(await cancel))
                : new RunEnd(RunState.Refused, created.Refusal);
        }

        var watched = await WatchAsync(context, plan, jobId, cancel);
        return watched.State switch
        {
            JobState.Succeeded => await context.CallActivityAsync<RunEnd>(nameof(CollectResults), new CollectInput(plan, jobId), Retries.Default),
            JobState.Cancelled => await CancelledAsync(jobId, watched, cancel),
            _ => new RunEnd(RunState.Failed, watched.Reason, jobId),
        };
    }

    private static async Task<UploadedFiles> UploadAsync(TaskOrchestrationContext context, RunPlan plan, Task<CancelRequest> cancel)
    {
        var deadline = context.CurrentUtcDateTime.AddHours(plan.DeadlineHours);
        var files = await context.CallActivityAsync<UploadedFiles>(nameof(UploadFiles), plan, Retries.Default);
        for (var find = 0; files is { Ready: false, Refusal: null } && !cancel.IsCompleted; find++)
        {
            if (context.CurrentUtcDateTime >= deadline)
            {
                return files with { Refusal = $"The provider did not accept the run's files before the deadline ({deadline:u}). Start the run again with: finetune tune --lineage {plan.Lineage}." };
            }

            await PauseAsync(context, context.CurrentUtcDateTime + JobPolling.Next(find, files.PollFirst, files.PollMax), cancel);
            files = await context.CallActivityAsync<UploadedFiles>(nameof(UploadFiles), plan, Retries.Default);
        }

        return files;
    }

    /// <summary>A cancelled run creates nothing more, but what an uncertain attempt may have created is still looked for, to be cancelled too.</summary>
    private static async Task<CreatedJob> CreateAsync(
        TaskOrchestrationContext context, RunPlan plan, UploadedFiles files, Task<CancelRequest> cancel)
    {
        var deadline = context.CurrentUtcDateTime.AddHours(plan.DeadlineHours);
        var created = await CreateOnceAsync();
        while (created.RetryAt is { } retryAt && context.CurrentUtcDateTime < deadline)
        {
            await PauseAsync(context, retryAt, cancel);
            created = await CreateOnceAsync();
        }

        return created.RetryAt is null ? created : new CreatedJob(null, null, $"The job could not be created before the deadline ({deadline:u}). "
            + $"Check endpoint '{plan.Endpoint}', then start the run again with: finetune tune --lineage {plan.Lineage}.");

        Task<CreatedJob> CreateOnceAsync() => context.CallActivityAsync<CreatedJob>(
            nameof(CreateJob), new CreateJobInput(plan, files, FindOnly: cancel.IsCompleted), Retries.Default);
    }

    /// <summary>Sleeps; a cancel request that comes meanwhile ends the sleep, one that was there before does not.</summary>
    private static async Task PauseAsync(TaskOrchestrationContext context, DateTime until, Task<CancelRequest> cancel)
    {
        using var awake = new CancellationTokenSource();
        var pause = context.CreateTimer(until, awake.Token);
        await (cancel.IsCompleted ? pause : Task.WhenAny(pause, cancel));
        awake.Cancel();
    }

    private static async Task<PolledJob> WatchAsync(
        TaskOrchestrationContext context, RunPlan plan, string jobId, Task<CancelRequest> cancel)
    {
        var child = InstanceIds.Child(context, $"monitor-{jobId}");
        context.SetCustomStatus(new StageStatus("train", RunId: plan.RunId, Child: child));
        var deadline = context.CurrentUtcDateTime.AddHours(plan.DeadlineHours);
        var watching = context.CallSubOrchestratorAsync<PolledJob>(
            nameof(JobMonitorOrchestrator), new MonitorInput(plan.RunId, plan.Endpoint, jobId, deadline),
            new SubOrchestrationOptions(instanceId: child));
        if (await Task.WhenAny(watching, cancel) == cancel)
        {
            context.SendEvent(child, InstanceIds.CancelEvent(plan.RunId), await cancel);
        }

        return await watching;
    }

    private static async Task<RunEnd> CancelledAsync(string jobId, PolledJob watched, Task<CancelRequest> cancel)
    {
        var reason = cancel.IsCompleted ? CancelReason.Of(await cancel) : watched.Reason;
        return new RunEnd(RunState.Cancelled, reason, jobId, TrainedTokens: watched.TrainedTokens);
    }
}
