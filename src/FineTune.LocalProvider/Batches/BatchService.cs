using System.Collections.Concurrent;
using FineTune.LocalProvider.Catalog;
using FineTune.LocalProvider.Deployments;
using FineTune.LocalProvider.Faults;
using FineTune.LocalProvider.Files;
using FineTune.LocalProvider.Http;
using FineTune.LocalProvider.Models;
using FineTune.LocalProvider.Runtime;
using FineTune.LocalProvider.Storage;

namespace FineTune.LocalProvider.Batches;

/// <summary>Batches: their status follows from the clock, their lines are answered once, when the end is seen.</summary>
internal sealed class BatchService(ProviderContext context, FileService files, ModelCatalog models, DeploymentService deployments, BatchRunner runner)
{
    private readonly RecordStore<BatchRecord> store = new(context.Folder("batches"), StoreJsonContext.Default.BatchRecord);
    private readonly ConcurrentDictionary<string, Lazy<Task<BatchRecord>>> settling = new(StringComparer.Ordinal);

    public int Count => store.All.Count();

    public IEnumerable<BatchRecord> All => store.All;

    public BatchRecord Require(string id) => store.Find(id) ?? throw ApiException.NotFound("batch", id, "batch_id");

    public async Task<BatchRecord> AddAsync(FileRecord input, string endpoint, string window, Dictionary<string, string> metadata)
    {
        var (lines, problems) = BatchLine.ReadAll(files.PathOf(input), endpoint);
        var model = lines.FirstOrDefault()?.Model;
        if (context.Azure && problems.Count == 0 && await IsUnsupportedAsync(model))
            problems.Add(new BatchProblem("model_not_found", "The provided model deployment does not support batches.", null));
        var faults = FaultNames.OfBatch.Where(f => context.Faults.Take(f, "batches", model) is not null).ToList();
        if (faults.Contains(FaultNames.BatchFailed))
            problems.Add(new BatchProblem("invalid_request", "The batch could not be validated. (fault batch-failed)", 1));
        var ordinal = store.NextOrdinal();
        return store.Put(new BatchRecord(context.Ids.Create("batch_", ordinal, input.Sha256, endpoint), ordinal, context.NowMs, context.Options.BatchSeconds * 1000, endpoint, input.Key, window)
        {
            Metadata = metadata,
            Faults = faults,
            Problems = problems,
            Model = model,
            Total = lines.Count,
        });
    }

    /// <summary>The batch with its outcome, when it has come to one.</summary>
    public async Task<(BatchRecord Batch, string Status)> ObserveAsync(BatchRecord batch)
    {
        var status = BatchTimeline.At(batch, context.NowMs);
        if (batch.Outcome is null && BatchTimeline.HasOutcome(status))
            batch = await settling.GetOrAdd(batch.Key, _ => new Lazy<Task<BatchRecord>>(() => Task.Run(() => SettleAsync(batch, status)))).Value;
        return (batch, status);
    }

    public BatchRecord Cancel(BatchRecord batch) => store.Update(batch.Key, b => BatchTimeline.At(b, context.NowMs) switch
    {
        BatchTimeline.Validating or BatchTimeline.InProgress or BatchTimeline.Finalizing => b with { CancelledMs = context.NowMs },
        BatchTimeline.Cancelling => b,
        var status => throw new ApiException(409, null, $"Cannot cancel a batch with status '{status}'."),
    })!;

    public async Task SettleAllAsync()
    {
        foreach (var batch in store.All.Where(b => b.Outcome is null).ToList())
            await ObserveAsync(batch);
    }

    public async Task DrainAsync() => await ((Task)Task.WhenAll(settling.Values.Select(s => s.Value))).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task<BatchRecord> SettleAsync(BatchRecord batch, string status)
    {
        // The input may be deleted while the batch runs; then there is nothing left to answer.
        var lines = files.Find(batch.InputFile) is { } input ? BatchLine.ReadAll(files.PathOf(input), batch.Endpoint).Lines : [];
        var done = (int)Math.Round(lines.Count * (status == BatchTimeline.Completed ? 1 : BatchTimeline.Done(batch, context.NowMs)));
        var answers = await runner.AnswerAsync(batch, [.. lines.Take(done)]);
        var outcome = runner.Write(batch, lines, answers, status == BatchTimeline.Expired);
        return store.Update(batch.Key, b => b with { Outcome = outcome })!;
    }

    private async Task<bool> IsUnsupportedAsync(string? name)
    {
        var model = name is null ? null : await models.FindAsync(deployments.FindLive(name) ?? name);
        return model is null or { Kind: ModelKind.Tuned or ModelKind.Embedding };
    }
}
