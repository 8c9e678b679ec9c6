using FineTune.Core.Models.Endpoints;

namespace FineTune.Core.Models.Jobs;

/// <summary>
/// Files of one purpose at an endpoint. A lost reply to an upload surfaces as <see cref="ProviderErrorKind.Ambiguous"/>; uploads are
/// free of charge. All failures are <see cref="ProviderException"/>s.
/// </summary>
public interface IProviderFiles
{
    /// <summary>Uploads a file (free of charge). Not idempotent: the id is remembered by the caller.</summary>
    Task<TrainingFile> UploadFileAsync(Stream content, string fileName, CancellationToken cancellationToken = default);

    /// <summary>Null when the provider has no such file.</summary>
    Task<TrainingFile?> GetFileAsync(string fileId, CancellationToken cancellationToken = default);

    /// <summary>The files of this purpose at the provider, newest first.</summary>
    Task<IReadOnlyList<TrainingFile>> ListFilesAsync(CancellationToken cancellationToken = default);

    /// <summary>The raw bytes of a file of any purpose; base64-wrapped CSV results are unwrapped.</summary>
    Task<Stream> DownloadFileAsync(string fileId, CancellationToken cancellationToken = default);

    /// <summary>False when there was no such file.</summary>
    Task<bool> DeleteFileAsync(string fileId, CancellationToken cancellationToken = default);
}
