namespace FunctionsHost.Local.Triggers.Blobs;

/// <summary>A blob that a function failed on as often as host.json allows. It is not tried again until its content changes.</summary>
/// <param name="Function">The name of the function.</param>
/// <param name="Container">The container of the blob.</param>
/// <param name="BlobName">The path inside the container.</param>
/// <param name="ETag">The content that failed.</param>
/// <param name="Attempts">The tries made.</param>
/// <param name="Error">Type and message of the last error; without the stack.</param>
/// <param name="FailedAt">When the last try ended, UTC.</param>
public sealed record PoisonMessage(
    string Function, string Container, string BlobName, string ETag, int Attempts, string Error, DateTimeOffset FailedAt);
