using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using FineTune.Core.Models.Batches;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Models.Jobs;
using FineTune.Providers.Clients;
using FineTune.Providers.Endpoints;
using FineTune.Providers.Http;
using Microsoft.Extensions.Logging;

namespace FineTune.Providers.OpenAI;

/// <summary>Batches of the OpenAI protocol: OpenAI, Azure's v1 surface and the local provider alike.</summary>
internal sealed class OpenAIBatchService(ProviderHttp http, EndpointSettings settings, TimeProvider time, ILogger<OpenAIBatchService> log) : IBatchService
{
    private const string LedgerKey = "ledger_key";
    private readonly ProviderPages _pages = new(http, settings);
    private readonly ProviderFiles _files = new(http, settings, log, "batch", "batch file");

    private string Path => settings.Kind == EndpointKind.Azure ? "/chat/completions" : "/v1/chat/completions";

    public ReadOnlyMemory<byte> WriteLine(string model, BatchRequest request) => BatchLineJson.Write(
        request.CustomId, Path,
        ChatRequestJson.Write(
            BatchModel.Of(request.Options?.ModelId ?? model, settings.BatchDeployments), request.Messages, request.Options, settings.MaxTokensField));

    public Task<TrainingFile> UploadFileAsync(Stream content, string fileName, CancellationToken cancellationToken = default) =>
        _files.UploadAsync(content, fileName, cancellationToken);

    public Task<TrainingFile?> GetFileAsync(string fileId, CancellationToken cancellationToken = default) => _files.GetAsync(fileId, cancellationToken);

    public Task<IReadOnlyList<TrainingFile>> ListFilesAsync(CancellationToken cancellationToken = default) => _files.ListAsync(cancellationToken);

    public async Task<Stream> DownloadFileAsync(string fileId, CancellationToken cancellationToken = default) =>
        await _files.DownloadAsync(fileId, cancellationToken);

    public Task<bool> DeleteFileAsync(string fileId, CancellationToken cancellationToken = default) => _files.DeleteAsync(fileId, cancellationToken);

    public async Task<ModelBatch> CreateBatchAsync(
        string inputFileId, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken = default)
    {
        using var content = JsonContent.Create(BatchJson.Create(inputFileId, Path, metadata));
        await content.LoadIntoBufferAsync(cancellationToken);
        var what = What($"creation of a batch over file {inputFileId}");
        var batch = Read(await http.SendAsync(HttpMethod.Post, At("batches"), content, what, CallKind.Create, null, cancellationToken));
        return batch.Id.Length > 0
            ? batch
            : throw new ProviderException(ProviderErrorKind.Ambiguous, $"{what}: the response names no batch. Check before you try again.");
    }

    public async Task<ModelBatch?> GetBatchAsync(string batchId, CancellationToken cancellationToken = default) =>
        await http.ReadAsync(At($"batches/{Escape(batchId)}"), What($"batch {batchId}"), null, cancellationToken) is { } batch ? Read(batch) : null;

    public async Task<ModelBatch?> FindBatchAsync(string ledgerKey, string? inputFileId, CancellationToken cancellationToken = default)
    {
        JsonElement? newest = null;
        await foreach (var batch in _pages.ReadAsync("batches", "limit=100", "search for a batch", cancellationToken))
        {
            // A batch under another ledger key is never ours.
            var mine = batch.Object("metadata")?.Text(LedgerKey) is { } key
                ? key == ledgerKey
                : inputFileId is not null && batch.Text("input_file_id") == inputFileId;
            if (mine && (newest is null || Created(batch) > Created(newest.Value)))
            {
                newest = batch;
            }
        }

        return newest is { } found ? Read(found) : null;
    }

    public async Task<ModelBatch> CancelBatchAsync(string batchId, CancellationToken cancellationToken = default)
    {
        try
        {
            return Read(await http.SendAsync(
                HttpMethod.Post, At($"batches/{Escape(batchId)}/cancel"), null, What($"cancellation of batch {batchId}"), CallKind.Repeatable, null, cancellationToken));
        }
        catch (ProviderException error) when (error.Status is 400 or 409)
        {
            // A batch that has ended, or is being cancelled, cannot be cancelled: that is what was wanted.
            var batch = await GetBatchAsync(batchId, cancellationToken);
            if (batch is not { IsOver: true } and not { State: BatchState.Finishing })
            {
                throw;
            }

            return batch;
        }
    }

    public async IAsyncEnumerable<BatchAnswer> ReadAnswersAsync(ModelBatch batch, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var what = What($"batch {batch.Id}");
        foreach (var fileId in new[] { batch.OutputFileId, batch.ErrorFileId }.OfType<string>())
        {
            using var reader = new StreamReader(await _files.DownloadAsync(fileId, cancellationToken));
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                if (!string.IsNullOrWhiteSpace(line))
                {
                    yield return BatchLineJson.Read(line, what, time);
                }
            }
        }
    }

    private ModelBatch Read(JsonElement batch) => BatchJson.Read(batch, log);

    private static DateTimeOffset Created(JsonElement batch) => batch.Moment("created_at") ?? DateTimeOffset.UnixEpoch;

    private Uri At(string path) => new(settings.ApiRoot, path);

    private string What(string call) => $"Endpoint '{settings.Name}', {call}";

    private static string Escape(string text) => Uri.EscapeDataString(text);
}
