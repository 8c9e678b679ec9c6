using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using FineTune.Core.Models.Batches;
using FineTune.Core.Models.Jobs;

namespace FineTune.Functions.Tests.Support;

/// <summary>A provider's batches in memory. <see cref="OnCreate"/> makes creations go wrong, before or after the batch exists.</summary>
internal sealed class FakeBatches(TimeProvider time) : IBatchService
{
    public List<ModelBatch> Batches { get; } = [];

    public List<(string FileId, string LedgerKey)> Requests { get; } = [];

    public List<(TrainingFile File, string Content)> Files { get; } = [];

    public List<string> Cancelled { get; } = [];

    /// <summary>Answers by batch id.</summary>
    public Dictionary<string, IReadOnlyList<BatchAnswer>> Answers { get; } = [];

    /// <summary>Whether batches show up in the list yet.</summary>
    public bool ListIsStale { get; set; }

    public Exception? OnCreate { get; set; }

    public Exception? OnCancel { get; set; }

    public Exception? OnRead { get; set; }

    /// <summary>The batch exists although the call failed.</summary>
    public bool CreatedAllTheSame { get; set; }

    public JobState FileState { get; set; } = JobState.Succeeded;

    public ReadOnlyMemory<byte> WriteLine(string model, BatchRequest request) =>
        Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new
        {
            custom_id = request.CustomId,
            body = new { model, text = string.Join('\n', request.Messages.Select(m => m.Text)), seed = request.Options?.Seed },
        }) + "\n");

    public async Task<TrainingFile> UploadFileAsync(Stream content, string fileName, CancellationToken cancellationToken = default)
    {
        using var reader = new StreamReader(content);
        var text = await reader.ReadToEndAsync(cancellationToken);
        Files.Add((new TrainingFile($"file-{Files.Count + 1}", fileName, text.Length, FileState, FileState.ToString()), text));
        return Files[^1].File;
    }

    public Task<TrainingFile?> GetFileAsync(string fileId, CancellationToken cancellationToken = default) =>
        Task.FromResult(Files.Select(f => f.File).FirstOrDefault(f => f.Id == fileId) is { } file ? file with { State = FileState } : null);

    public Task<IReadOnlyList<TrainingFile>> ListFilesAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<TrainingFile>>([.. Files.Select(f => f.File)]);

    public Task<Stream> DownloadFileAsync(string fileId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<bool> DeleteFileAsync(string fileId, CancellationToken cancellationToken = default) =>
        Task.FromResult(Files.RemoveAll(f => f.File.Id == fileId) > 0);

    public Task<ModelBatch> CreateBatchAsync(
        string inputFileId, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken = default)
    {
        Requests.Add((inputFileId, metadata["ledger_key"]));
        if (OnCreate is null || CreatedAllTheSame)
        {
            Batches.Add(Batch($"batch-{Batches.Count + 1}", BatchState.Waiting));
        }

        return OnCreate is { } failure ? Task.FromException<ModelBatch>(failure) : Task.FromResult(Batches[^1]);
    }

    public Task<ModelBatch?> GetBatchAsync(string batchId, CancellationToken cancellationToken = default) =>
        Task.FromResult(Batches.Find(batch => batch.Id == batchId));

    public Task<ModelBatch?> FindBatchAsync(string ledgerKey, string? inputFileId, CancellationToken cancellationToken = default) =>
        Task.FromResult(ListIsStale ? null : Batches.LastOrDefault());

    public Task<ModelBatch> CancelBatchAsync(string batchId, CancellationToken cancellationToken = default)
    {
        Cancelled.Add(batchId);
        return OnCancel is { } failure ? Task.FromException<ModelBatch>(failure) : Task.FromResult(Batch(batchId, BatchState.Finishing));
    }

    public async IAsyncEnumerable<BatchAnswer> ReadAnswersAsync(ModelBatch batch, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await (OnRead is { } failure ? Task.FromException(failure) : Task.CompletedTask);
        foreach (var answer in Answers.GetValueOrDefault(batch.Id) ?? [])
        {
            yield return answer;
        }
    }

    public ModelBatch Batch(string id, BatchState state, params BatchProblem[] problems) => new(
        id, state, state.ToString(), "file-1", null, null, new BatchCounts(4, 2, 0), problems, time.GetUtcNow(), null, null);
}
