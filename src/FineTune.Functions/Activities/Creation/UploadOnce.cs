using FineTune.Core.Models.Jobs;
using FineTune.Core.Storage;
using FineTune.Functions.Contracts.Training;

namespace FineTune.Functions.Activities.Creation;

/// <summary>
/// Uploads a blob to a provider once: the file's id is remembered in a blob, a lost reply is found by the file's name. Two copies at
/// the same moment may both upload, free of charge; the name tells the orphan.
/// </summary>
internal sealed class UploadOnce(IBlobStore store)
{
    /// <summary>The file remembered, while the provider has it.</summary>
    public async Task<TrainingFile?> KnownAsync(IProviderFiles files, BlobRef memory, CancellationToken cancellationToken) =>
        await store.ReadJsonAsync<RunFile>(memory, cancellationToken) is { } known ? await files.GetFileAsync(known.FileId, cancellationToken) : null;

    /// <param name="name">Of the file at the provider; no other content ever has it.</param>
    public async Task<TrainingFile> EnsureAsync(IProviderFiles files, BlobRef memory, string name, BlobRef blob, CancellationToken cancellationToken)
    {
        if (await KnownAsync(files, memory, cancellationToken) is { } there)
        {
            return there;
        }

        var file = (await files.ListFilesAsync(cancellationToken)).FirstOrDefault(f => f.FileName == name && f.State != JobState.Failed);
        if (file is null)
        {
            await using var content = await store.OpenReadAsync(blob, cancellationToken: cancellationToken)
                ?? throw new InvalidOperationException($"{blob} is gone. Restore it, or cancel the run.");
            file = await files.UploadFileAsync(content.Content, name, cancellationToken);
        }

        await store.WriteJsonAsync(memory, new RunFile(file.Id), cancellationToken: cancellationToken);
        return file;
    }
}
