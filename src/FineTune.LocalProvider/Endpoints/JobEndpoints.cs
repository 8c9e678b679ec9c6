using System.Text.Json.Nodes;
using FineTune.LocalProvider.Composition;
using FineTune.LocalProvider.Faults;
using FineTune.LocalProvider.Http;
using FineTune.LocalProvider.Jobs;
using FineTune.LocalProvider.Jobs.Timeline;
using FineTune.LocalProvider.Routing;
using FineTune.LocalProvider.Storage;

namespace FineTune.LocalProvider.Endpoints;

internal static class JobEndpoints
{
    private const double RequeueShare = 0.05;

    public static void Map(RouteTable routes, ProviderCore core)
    {
        routes.Api("POST", "/fine_tuning/jobs", "jobs", "jobs.create", call => CreateAsync(core, call));
        routes.Api("GET", "/fine_tuning/jobs", "jobs", "jobs.list", call => ListAsync(core, call));
        routes.Api("GET", "/fine_tuning/jobs/{id}", "jobs", "jobs.get", call => ShowAsync(core, core.Jobs.Require(call.Route("id"))));
        routes.Api("POST", "/fine_tuning/jobs/{id}/cancel", "jobs", "jobs.cancel", call => ChangeAsync(core, call, Cancelled));
        routes.Api("POST", "/fine_tuning/jobs/{id}/pause", "jobs", "jobs.pause", call => ChangeAsync(core, call, Paused));
        routes.Api("POST", "/fine_tuning/jobs/{id}/resume", "jobs", "jobs.resume", call => ChangeAsync(core, call, Resumed));
        routes.Api("GET", "/fine_tuning/jobs/{id}/events", "jobs", "jobs.events", call => EventsAsync(core, call));
        routes.Api("GET", "/fine_tuning/jobs/{id}/checkpoints", "jobs", "jobs.checkpoints", call => CheckpointsAsync(core, call));
        if (core.Azure)
            routes.Api("DELETE", "/fine_tuning/jobs/{id}", "jobs", "jobs.delete", call => DeleteAsync(core, call));
    }

    private static async Task<ApiReply> CreateAsync(ProviderCore core, ApiCall call)
    {
        var job = core.Jobs.Add(await JobCreation.FromAsync(core, await call.JsonAsync()));
        if (core.Faults.Take(FaultNames.LostReply, "jobs", job.Model) is not null)
            return new ApiReply(0) { Break = true };
        // The reply shows the job as it was created; it does not wait for the files to be read.
        return ApiReply.Ok(JobView.Of(job, new JobMoment(JobMoment.Validating, 0, null), core.Azure));
    }

    private static async Task<ApiReply> ListAsync(ProviderCore core, ApiCall call)
    {
        var filters = call.Http.Request.Query.Where(q => q.Key.StartsWith("metadata[", StringComparison.Ordinal) && q.Key.EndsWith(']'))
            .Select(q => (Key: q.Key["metadata[".Length..^1], Value: q.Value.ToString())).ToList();
        var without = call.Query("metadata") == "null";
        var jobs = core.Jobs.Everything.Where(j => !j.Deleted
            && filters.TrueForAll(f => j.Metadata.TryGetValue(f.Key, out var value) && value == f.Value)
            && (!without || j.Metadata.Count == 0)).Reverse().ToList();
        var seen = new List<(JobRecord Job, JobMoment Moment)>();
        foreach (var job in jobs)
            seen.Add(await core.Jobs.ObserveAsync(job));
        return ApiReply.Ok(Page.Of(seen, j => j.Job.Key, call.Query("after"), call.Limit(20, 100), j => JobView.Of(j.Job, j.Moment, core.Azure), ends: false));
    }

    private static async Task<ApiReply> ShowAsync(ProviderCore core, JobRecord job)
    {
        var (seen, moment) = await core.Jobs.ObserveAsync(job);
        return ApiReply.Ok(JobView.Of(seen, moment, core.Azure));
    }

    private static async Task<ApiReply> ChangeAsync(ProviderCore core, ApiCall call, Func<ProviderCore, JobRecord, JobMoment, JobRecord> change)
    {
        var (job, _) = await core.Jobs.ObserveAsync(core.Jobs.Require(call.Route("id")));
        return await ShowAsync(core, core.Jobs.Change(job, j => change(core, j, JobTimeline.At(j, core.NowMs))));
    }

    private static JobRecord Cancelled(ProviderCore core, JobRecord job, JobMoment moment) => moment.Terminal
        ? throw ApiException.BadRequest($"Job has already ended: its status is '{moment.Status}'.")
        : job with { CancelledMs = core.NowMs };

    private static JobRecord Paused(ProviderCore core, JobRecord job, JobMoment moment) => moment.Status == JobMoment.Running && moment.Trained
        ? job with { Pauses = [.. job.Pauses, new PauseSpan(core.NowMs, null, null)] }
        : throw ApiException.BadRequest($"Only a running job that has trained at least one step can be paused; this one is '{moment.Status}'.");

    private static JobRecord Resumed(ProviderCore core, JobRecord job, JobMoment moment)
    {
        if (moment.Status != JobMoment.Paused)
            throw ApiException.BadRequest($"Only a paused job can be resumed; this one is '{moment.Status}'.");
        var now = core.NowMs;
        return job with { Pauses = [.. job.Pauses.Select(p => p.ToMs is null ? p with { ToMs = now, RequeuedUntilMs = now + (long)(job.DurationMs * RequeueShare) } : p)] };
    }

    private static async Task<ApiReply> EventsAsync(ProviderCore core, ApiCall call)
    {
        var (job, moment) = await core.Jobs.ObserveAsync(core.Jobs.Require(call.Route("id")));
        var events = JobEvents.Of(job, moment, core.NowMs, core.Azure);
        return ApiReply.Ok(Page.Of(events, e => e["id"]!.GetValue<string>(), call.Query("after"), call.Limit(20, 1000), e => e, ends: false));
    }

    private static async Task<ApiReply> CheckpointsAsync(ProviderCore core, ApiCall call)
    {
        var (job, moment) = await core.Jobs.ObserveAsync(core.Jobs.Require(call.Route("id")));
        return ApiReply.Ok(Page.Of(JobCheckpoints.Of(job, moment, core.Azure), c => c.Id, call.Query("after"), call.Limit(10, 100), JsonNode (c) => JobCheckpoints.View(job, c)));
    }

    private static async Task<ApiReply> DeleteAsync(ProviderCore core, ApiCall call)
    {
        var (job, moment) = await core.Jobs.ObserveAsync(core.Jobs.Require(call.Route("id")));
        if (!moment.Terminal)
            throw new ApiException(409, "conflict", $"The job is '{moment.Status}'; cancel it before deleting it.");
        core.Jobs.Change(job, j => j with { Deleted = true });
        return new ApiReply(204);
    }
}
