using System.Collections.Concurrent;
using System.Text;
using FineTune.LocalProvider.Faults;
using FineTune.LocalProvider.Files;
using FineTune.LocalProvider.Http;
using FineTune.LocalProvider.Jobs.Timeline;
using FineTune.LocalProvider.Models;
using FineTune.LocalProvider.Runtime;
using FineTune.LocalProvider.Storage;

namespace FineTune.LocalProvider.Jobs;

/// <summary>Fine-tuning jobs: kept as facts, observed through the clock. Reading the training file happens once, in the background.</summary>
internal sealed class JobService
{
    private readonly ProviderContext context;
    private readonly FileService files;
    private readonly RecordStore<JobRecord> store;
    private readonly ConcurrentDictionary<string, Task<JobRecord>> analyses = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> byModel = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    public JobService(ProviderContext context, FileService files)
    {
        this.context = context;
        this.files = files;
        store = new RecordStore<JobRecord>(context.Folder("jobs"), StoreJsonContext.Default.JobRecord);
        Directory.CreateDirectory(context.Folder("models"));
        foreach (var job in store.All)
            byModel[job.TunedModel] = job.Key;
    }

    /// <summary>Every job ever created, deleted ones too, oldest first.</summary>
    public IEnumerable<JobRecord> Everything => store.All;

    public JobRecord? FindByModel(string tunedModel) => byModel.TryGetValue(tunedModel, out var key) ? store.Find(key) : null;

    /// <summary>A tuned model or checkpoint that exists now; null otherwise.</summary>
    public async Task<ResolvedModel?> FindTunedAsync(string name)
    {
        var owner = FindByModel(name);
        if (owner is null && name.LastIndexOf(":ckpt-step-", StringComparison.Ordinal) is > 0 and var at)
            owner = FindByModel(name[..at]);
        var candidates = owner is not null ? [owner] : context.Azure && name.StartsWith("ftchkpt-", StringComparison.Ordinal) ? Everything.ToList() : new List<JobRecord>();
        foreach (var candidate in candidates.Where(c => !c.ModelDeleted))
        {
            var (job, moment) = await ObserveAsync(candidate);
            if (name == job.TunedModel)
                return moment.Status == JobMoment.Succeeded ? ResolvedModel.Tuned(job) : null;
            if (JobCheckpoints.Of(job, moment, context.Azure).FirstOrDefault(c => c.Model == name) is { } checkpoint)
                return new ResolvedModel(name, ModelKind.Tuned, job.RootBase) { Job = job, Share = (double)checkpoint.Epoch / job.Analysis!.Epochs };
        }

        return null;
    }

    public JobRecord Require(string id) => store.Find(id) is { Deleted: false } job ? job : throw ApiException.NotFound("fine-tuning job", id, "fine_tuning_job_id");

    public string MemoryPath(JobRecord job) => Path.Combine(context.Folder("models"), job.Key + ".jsonl");

    public long NextOrdinal() => store.NextOrdinal();

    /// <summary>Stores a new job and starts to read its files.</summary>
    public JobRecord Add(JobRecord job)
    {
        var added = WithFaults(job);
        store.Put(added);
        byModel[added.TunedModel] = added.Key;
        _ = AnalysedAsync(added);
        return added;
    }

    public JobRecord Change(JobRecord job, Func<JobRecord, JobRecord> change) => store.Update(job.Key, change) ?? throw ApiException.NotFound("fine-tuning job", job.Key);

    /// <summary>The job and what it is now. Waits for its files to be read when their outcome matters, and makes the results of a finished job.</summary>
    public async Task<(JobRecord Job, JobMoment Moment)> ObserveAsync(JobRecord job)
    {
        var now = context.NowMs;
        var moment = JobTimeline.At(job, now);
        if (job.Analysis is null && moment.Status != JobMoment.Validating)
        {
            job = await AnalysedAsync(job);
            moment = JobTimeline.At(job, now);
        }

        if (moment.Status == JobMoment.Succeeded && job.ResultFile is null)
            job = Settle(job);
        return (job, moment);
    }

    public async Task SettleAllAsync()
    {
        foreach (var job in store.All.Where(j => j.ResultFile is null && !j.Deleted).ToList())
            await ObserveAsync(job);
    }

    /// <summary>Waits for background work, so that nothing writes after the provider is gone.</summary>
    public async Task DrainAsync() => await ((Task)Task.WhenAll(analyses.Values)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Decrements the remaining "not found" answers of a finished model; true while one is due.</summary>
    public bool TakesMiss(JobRecord job)
    {
        var due = false;
        store.Update(job.Key, j =>
        {
            due = j.ModelMissCalls > 0;
            return due ? j with { ModelMissCalls = j.ModelMissCalls - 1 } : j;
        });
        return due;
    }

    private Task<JobRecord> AnalysedAsync(JobRecord job)
    {
        if (job.Analysis is not null)
            return Task.FromResult(job);
        lock (gate)
        {
            if (analyses.TryGetValue(job.Key, out var known) && !known.IsFaulted)
                return known;
            return analyses[job.Key] = Task.Run(async () =>
            {
                var parent = job.Model == job.RootBase ? null : await FindTunedAsync(job.Model);
                var analysis = JobAnalyst.Analyse(files, this, job, parent);
                return Change(job, j => j with { Analysis = analysis });
            });
        }
    }

    private JobRecord Settle(JobRecord job)
    {
        var csv = ResultsCsv.Of(job, context.Azure);
        if (job.Faults.Contains(FaultNames.ResultsBase64))
            csv = Convert.ToBase64String(Encoding.UTF8.GetBytes(csv));
        var file = files.Produce(context.Ids.Create("file-", job.Ordinal, "results", job.Key), context.Azure ? "results.csv" : "step_metrics.csv", "fine-tune-results", Encoding.UTF8.GetBytes(csv));
        return Change(job, j => j with { ResultFile = file.Key });
    }

    private JobRecord WithFaults(JobRecord job)
    {
        if (!context.Faults.Any)
            return job;
        var met = new List<string>();
        foreach (var name in FaultNames.OfJob)
        {
            if (context.Faults.Take(name, "jobs", job.Model) is not { } fault)
                continue;
            met.Add(name);
            job = name switch
            {
                FaultNames.JobStuckQueued => job with { QueueExtraMs = (fault.Seconds ?? 30 * 24 * 3600) * 1000.0 },
                FaultNames.ModelNotFound => job with { ModelMissCalls = fault.Calls ?? 3 },
                FaultNames.JobPaused => job with { Pauses = [new PauseSpan(job.CreatedMs + (long)(job.DurationMs * (0.2 + (0.8 * JobTimeline.FaultPauseAt))), null, null)] },
                _ => job,
            };
        }

        return job with { Faults = met };
    }
}
