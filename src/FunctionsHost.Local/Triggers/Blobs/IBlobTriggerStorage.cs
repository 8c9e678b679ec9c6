namespace FunctionsHost.Local.Triggers.Blobs;

/// <summary>
/// What blob triggers need of a blob store. The composition root implements it over the store of the app; every connection
/// name of a trigger means this one store.
/// </summary>
public interface IBlobTriggerStorage
{
    /// <summary>
    /// How long a blob's length and time must stand still before it is taken. Folders, where a copy grows in place, need some
    /// seconds; stores that show only committed blobs need none. Null: the host's default for folders (two seconds).
    /// </summary>
    TimeSpan? SettleTime => null;

    /// <summary>All blobs of a container; none where it does not exist. Must be cheap: it is called at every scan.</summary>
    IAsyncEnumerable<BlobTriggerItem> ListAsync(string container, CancellationToken cancellationToken);

    /// <summary>The ETag of a blob, which changes whenever its content does; null where the blob is gone.</summary>
    Task<string?> GetETagAsync(string container, string name, CancellationToken cancellationToken);

    /// <summary>The content; null where the blob is gone. The caller disposes the stream.</summary>
    Task<Stream?> OpenReadAsync(string container, string name, CancellationToken cancellationToken);

    /// <summary>Called once a blob has used up its tries, after the message was recorded in <see cref="PoisonMessages"/>.</summary>
    Task WritePoisonAsync(PoisonMessage message, CancellationToken cancellationToken);
}
