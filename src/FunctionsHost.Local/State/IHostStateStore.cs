namespace FunctionsHost.Local.State;

/// <summary>
/// Keeps what triggers must know after a restart (blob receipts, poison messages, timer schedules) as small JSON documents, one by
/// one. Keys are segments of lower-case letters, digits, hyphens, dots and underscores, joined by slashes.
/// </summary>
/// <remarks>
/// A document that was put survives the end of the process and is seen whole or not at all. Nothing is promised across documents.
/// One process writes at a time: the one that holds <see cref="IHostLease"/>.
/// </remarks>
public interface IHostStateStore
{
    /// <summary>The document; null where there is none.</summary>
    Task<string?> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>Writes the document, replacing an older one. It is durable when the task ends.</summary>
    Task PutAsync(string key, string json, CancellationToken cancellationToken);

    /// <summary>Removes the document, where there is one.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>All documents whose key starts with a prefix of whole segments (<c>poison/</c>), in no particular order.</summary>
    IAsyncEnumerable<HostStateDocument> ListAsync(string prefix, CancellationToken cancellationToken);
}
