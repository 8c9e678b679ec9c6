using System.Text.Json;
using FunctionsHost.Local.State;

namespace FunctionsHost.Local.Triggers.Blobs;

/// <summary>The blobs that were given up, kept in the state store of the host. Thread-safe.</summary>
public sealed class PoisonMessages(IHostStateStore store)
{
    private const string Prefix = "poison/";

    /// <summary>Newest first. Reads every message that is kept.</summary>
    /// <exception cref="InvalidDataException">A message is damaged; names its document.</exception>
    public async Task<IReadOnlyList<PoisonMessage>> ListAsync(int limit = 100, CancellationToken cancellationToken = default)
    {
        var messages = new List<PoisonMessage>();
        await foreach (var document in store.ListAsync(Prefix, cancellationToken))
            messages.Add(Read(document));
        return [.. messages.OrderByDescending(message => message.FailedAt).Take(limit)];
    }

    private static PoisonMessage Read(HostStateDocument document)
    {
        try
        {
            return JsonSerializer.Deserialize<PoisonMessage>(document.Json) ?? throw new JsonException("It is empty.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException(
                $"The poison message '{document.Key}' in the state of the host cannot be read: {error.Message} Remove it to see the "
                    + "others.", error);
        }
    }

    /// <summary>One message for each version of a blob and function: adding it again replaces it.</summary>
    internal Task AddAsync(PoisonMessage message, CancellationToken cancellationToken) => store.PutAsync(
        $"{Prefix}{message.Container}/{StateKey.Hash(message.Function.ToUpperInvariant(), message.BlobName, message.ETag)}",
        JsonSerializer.Serialize(message), cancellationToken);
}
