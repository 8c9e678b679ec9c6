using System.Globalization;
using FineTune.Core.Lineages;
using FineTune.Core.Registry;
using FineTune.Core.Storage;

namespace FineTune.Storage.Registry;

/// <summary>Versions as create-only blobs, numbered without gaps; aliases as one blob that only grows.</summary>
public sealed class BlobModelRegistry(IBlobStore store, TimeProvider time) : IModelRegistry
{
    private const int MaxAttempts = 100;
    private readonly JsonBlobUpdater _updater = new(store);

    public async Task<IReadOnlyList<ModelVersion>> ListAsync(string lineage, CancellationToken cancellationToken = default)
    {
        LineageName.Require(lineage);
        var first = BlobPaths.Version(lineage, 0).Name;
        var prefix = first[..(first.LastIndexOf('/') + 1)];
        List<ModelVersion> versions = [];
        await foreach (var item in store.ListAsync(BlobPaths.Registry, prefix, cancellationToken))
        {
            if (IsVersion(item.Blob.Name.AsSpan(prefix.Length)) && await store.ReadJsonAsync<ModelVersion>(item.Blob, cancellationToken) is { } version)
            {
                versions.Add(version);
            }
        }

        return [.. versions.OrderBy(v => v.Number)];
    }

    public Task<ModelVersion?> GetAsync(string lineage, int number, CancellationToken cancellationToken = default)
    {
        LineageName.Require(lineage);
        return number < 1
            ? Task.FromResult<ModelVersion?>(null)
            : store.ReadJsonAsync<ModelVersion>(BlobPaths.Version(lineage, number), cancellationToken);
    }

    /// <remarks>
    /// Two registrars of one run either see each other's version or race for the same number, which is create-only; the loser looks again.
    /// </remarks>
    public async Task<ModelVersion> RegisterAsync(ModelVersion version, CancellationToken cancellationToken = default)
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var versions = await ListAsync(version.Lineage, cancellationToken);
            if (versions.FirstOrDefault(v => v.RunId == version.RunId) is { } known)
            {
                return known;
            }

            var numbered = version with { Number = versions.Count == 0 ? 1 : versions[^1].Number + 1 };
            var blob = BlobPaths.Version(version.Lineage, numbered.Number);
            if (await store.WriteJsonAsync(blob, numbered, WriteCondition.IfAbsent, cancellationToken: cancellationToken) is not null)
            {
                return numbered;
            }
        }

        throw new IOException($"Lineage '{version.Lineage}': other processes registered {MaxAttempts} versions while run {version.RunId} tried to register one. Try again.");
    }

    public async Task<IReadOnlyList<AliasMove>> GetHistoryAsync(string lineage, CancellationToken cancellationToken = default)
    {
        LineageName.Require(lineage);
        return (await store.ReadJsonAsync<AliasHistory>(BlobPaths.Aliases(lineage), cancellationToken))?.Moves ?? [];
    }

    public async Task<int?> ResolveAsync(string lineage, string alias, CancellationToken cancellationToken = default) =>
        (await GetHistoryAsync(lineage, cancellationToken)).LastOrDefault(m => m.Alias == alias)?.Version;

    public async Task<AliasMove> MoveAliasAsync(
        string lineage, string alias, int version, string reason, string moveId, CancellationToken cancellationToken = default)
    {
        if (await GetAsync(lineage, version, cancellationToken) is null)
        {
            throw new InvalidOperationException(
                $"Lineage '{lineage}' has no version {version}, so '{alias}' was not moved. List the versions and choose one of them.");
        }

        return await _updater.UpdateAsync<AliasHistory, AliasMove>(
            BlobPaths.Aliases(lineage),
            history =>
            {
                IReadOnlyList<AliasMove> moves = history?.Moves ?? [];
                if (moves.FirstOrDefault(m => m.Id == moveId) is { } known)
                {
                    return (null, known);
                }

                var from = moves.LastOrDefault(m => m.Alias == alias)?.Version;
                var move = new AliasMove(moveId, alias, from, version, time.GetUtcNow(), reason);
                return (new AliasHistory([.. moves, move]), move);
            },
            cancellationToken);
    }

    private static bool IsVersion(ReadOnlySpan<char> file) =>
        file.EndsWith(".json", StringComparison.Ordinal) && int.TryParse(file[..^5], NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private sealed record AliasHistory(IReadOnlyList<AliasMove> Moves);
}
