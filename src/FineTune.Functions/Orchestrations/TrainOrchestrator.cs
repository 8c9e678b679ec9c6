using FineTune.Core.Training;
using FineTune.Functions.Activities;

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
        var files = await UploadAsync(context, plan);
        if (files.Refusal is not null || cancel.IsCompleted)
        {
            return cancel.IsCompleted
                ? new RunEnd(RunState.Cancelled, CancelReason.Of(await cancel))
                : new RunEnd(RunState.Refused, files.Refusal);
        }

        context.SetCustomStatus(new StageStatus("create job", RunId: plan.RunId));
        var created = await CreateAsync(context, plan, files);
        if (created.JobId is not { } jobId)
        {
            return new RunEnd(RunState.Refused, created.Refusal);
        }

        var watched = await WatchAsync(context, plan, jobId, cancel);
        return watched.State switch
        {
            JobState.Succeeded => await context.CallActivityAsync<RunEnd>(nameof(CollectResults), new CollectInput(plan, jobId), Retries.Default),
            JobState.Cancelled => await CancelledAsync(jobId, watched, cancel),
            _ => new RunEnd(RunState.Failed, watched.Reason, jobId),
        };
    }

    private static async Task<UploadedFiles> UploadAsync(TaskOrchestrationContext context, RunPlan plan)
    {
        var files = await context.CallActivityAsync<UploadedFiles>(nameof(UploadFiles), plan, Retries.Default);
        for (var look = 0; files is { Ready: false, Refusal: null }; look++)
        {
            await context.CreateTimer(JobPolling.Next(look, files.PollFirst, files.PollMax), CancellationToken.None);
            files = await context.CallActivityAsync<UploadedFiles>(nameof(UploadFiles), plan, Retries.Default);
        }

        return files;
    }

    private static async Task<CreatedJob> CreateAsync(TaskOrchestrationContext context, RunPlan plan, UploadedFiles files)
    {
        var input = new CreateJobInput(plan, files);
        var created = await context.CallActivityAsync<CreatedJob>(nameof(CreateJob), input, Retries.Default);
        while (created.RetryAt is { } retryAt)
        {
            await context.CreateTimer(retryAt, CancellationToken.None);
            created = await context.CallActivityAsync<CreatedJob>(nameof(CreateJob), input, Retries.Default);
        }

        return created;
    }

    private static async Task<WatchedJob> WatchAsync(
        TaskOrchestrationContext context, RunPlan plan, string jobId, Task<CancelRequest> cancel)
    {
        var child = InstanceIds.Child(context, $"monitor-{jobId}");
        context.SetCustomStatus(new StageStatus("train", RunId: plan.RunId, Child: child));
        var deadline = context.CurrentUtcDateTime.AddHours(plan.DeadlineHours);
        var watching = context.CallSubOrchestratorAsync<WatchedJob>(
            nameof(JobMonitorOrchestrator), new MonitorInput(plan.RunId, plan.Endpoint, jobId, deadline),
            new SubOrchestrationOptions(instanceId: child));
        if (await Task.WhenAny(watching, cancel) == cancel)
        {
            context.SendEvent(child, InstanceIds.CancelEvent(plan.RunId), await cancel);
        }

        return await watching;
    }

    private static async Task<RunEnd> CancelledAsync(string jobId, WatchedJob watched, Task<CancelRequest> cancel)
    {
        var reason = cancel.IsCompleted ? CancelReason.Of(await cancel) : watched.Reason;
        return new RunEnd(RunState.Cancelled, reason, jobId, TrainedTokens: watched.TrainedTokens);
    }
}
