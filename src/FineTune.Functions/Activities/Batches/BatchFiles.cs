using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using FineTune.Core;
using FineTune.Core.Models.Batches;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Storage;
using FineTune.Synthesis.Batches;

namespace FineTune.Functions.Activities.Batches;

/// <summary>Request files in our storage. The same requests give the same blobs, so writing them again changes nothing.</summary>
internal sealed class BatchFiles(IBlobStore store)
{
    /// <summary>Writes requests into as many files as the endpoint's limits ask for; one file at a time is on disk, none in memory.</summary>
    /// <param name="place">Where the file of a number (from 0) goes.</param>
    public Task<WrittenRequests> WriteAsync(
        IBatchService service, string model, IEnumerable<BatchRequest> requests, BatchOffer offer, Func<int, BlobRef> place, CancellationToken cancellationToken) =>
        WriteLinesAsync(LinesAsync(service, model, requests), offer, place, cancellationToken);

    /// <summary>Writes the requests of earlier files that are to be asked again, as they were.</summary>
    public Task<WrittenRequests> WriteRestAsync(
        IEnumerable<BatchRequestFile> files, IReadOnlySet<string> ids, BatchOffer offer, Func<int, BlobRef> place, CancellationToken cancellationToken) =>
        WriteLinesAsync(LinesAsync(files, ids, cancellationToken), offer, place, cancellationToken);

    /// <summary>A join that waits for the answers to a file's requests.</summary>
    public async Task<BatchJoin> JoinAsync(BatchRequestFile file, CancellationToken cancellationToken)
    {
        await using var content = await OpenAsync(file.Blob, cancellationToken);
        List<string> ids = [];
        await foreach (var id in BatchLines.IdsAsync(content.Content, cancellationToken))
        {
            ids.Add(id);
        }

        return new BatchJoin(ids);
    }

    private async Task<WrittenRequests> WriteLinesAsync(
        IAsyncEnumerable<(string CustomId, ReadOnlyMemory<byte> Line)> lines, BatchOffer offer, Func<int, BlobRef> place, CancellationToken cancellationToken)
    {
        var splitter = new BatchSplitter(offer);
        List<BatchRequestFile> files = [];
        List<string> tooLong = [];
        using var draft = new Draft();
        await foreach (var (id, line) in lines.WithCancellation(cancellationToken))
        {
            if (splitter.Place(id, line.Length) is not { } part)
            {
                tooLong.Add(id);
                continue;
            }

            if (part > files.Count)
            {
                files.Add(await draft.SaveAsync(store, place(files.Count), cancellationToken));
            }

            await draft.AddAsync(line, cancellationToken);
        }

        if (splitter.Parts > files.Count)
        {
            files.Add(await draft.SaveAsync(store, place(files.Count), cancellationToken));
        }

        return new WrittenRequests(files, tooLong);
    }

    private static async IAsyncEnumerable<(string CustomId, ReadOnlyMemory<byte> Line)> LinesAsync(
        IBatchService service, string model, IEnumerable<BatchRequest> requests)
    {
        await Task.CompletedTask;
        foreach (var request in requests)
        {
            yield return (request.CustomId, service.WriteLine(model, request));
        }
    }

    private async IAsyncEnumerable<(string CustomId, ReadOnlyMemory<byte> Line)> LinesAsync(
        IEnumerable<BatchRequestFile> files, IReadOnlySet<string> ids, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var file in files)
        {
            await using var content = await OpenAsync(file.Blob, cancellationToken);
            await foreach (var line in BatchLines.OfAsync(content.Content, ids, cancellationToken))
            {
                yield return line;
            }
        }
    }

    private async Task<BlobDownload> OpenAsync(BlobRef blob, CancellationToken cancellationToken) =>
        await store.OpenReadAsync(blob, cancellationToken: cancellationToken)
            ?? throw new InvalidOperationException($"{blob} is gone. Restore it, or start the work again.");

    /// <summary>The file being written.</summary>
    private sealed class Draft : IDisposable
    {
        private readonly FileStream _file = new(
            Path.Combine(Path.GetTempPath(), $"finetune-{Guid.NewGuid():N}.tmp"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None,
            64 * 1024, FileOptions.DeleteOnClose | FileOptions.Asynchronous);

        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private int _requests;

        public async Task AddAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
        {
            await _file.WriteAsync(line, cancellationToken);
            _hash.AppendData(line.Span);
            _requests++;
        }

        /// <summary>Saves what was added and starts a new file.</summary>
        public async Task<BatchRequestFile> SaveAsync(IBlobStore store, BlobRef blob, CancellationToken cancellationToken)
        {
            var file = new BatchRequestFile(blob, ContentId.Shorten(_hash.GetHashAndReset()), _requests, _file.Length);
            _file.Position = 0;
            await store.WriteAsync(blob, _file, cancellationToken: cancellationToken);
            _file.SetLength(0);
            _requests = 0;
            return file;
        }

        public void Dispose()
        {
            _hash.Dispose();
            _file.Dispose();
        }
    }
}

/// <summary>Request files, and the requests that no file may hold.</summary>
internal sealed record WrittenRequests(IReadOnlyList<BatchRequestFile> Files, IReadOnlyList<string> TooLong);
