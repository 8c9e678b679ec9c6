namespace FineTune.Core.Registry;

/// <summary>
/// The versions of a lineage and the aliases that point at them. Versions are immutable and numbered from 1; alias history is append-only
/// and guarded by ETag, so that two movers never overwrite each other.
/// </summary>
public interface IModelRegistry
{
    /// <summary>All versions, oldest first.</summary>
    Task<IReadOnlyList<ModelVersion>> ListAsync(string lineage, CancellationToken cancellationToken = default);

    Task<ModelVersion?> GetAsync(string lineage, int number, CancellationToken cancellationToken = default);

    /// <summary>Registers the model of a run under the next number. Registering the same run again returns the version it has.</summary>
    Task<ModelVersion> RegisterAsync(ModelVersion version, CancellationToken cancellationToken = default);

    /// <summary>Every move of every alias, oldest first.</summary>
    Task<IReadOnlyList<AliasMove>> GetHistoryAsync(string lineage, CancellationToken cancellationToken = default);

    /// <summary>The version an alias points at; null when it was never set.</summary>
    Task<int?> ResolveAsync(string lineage, string alias, CancellationToken cancellationToken = default);

    /// <summary>
    /// Points an alias at a version. A move with an id that is in the history already changes nothing. Throws <see cref="InvalidOperationException"/> when the version does not exist.
    /// </summary>
    Task<AliasMove> MoveAliasAsync(
        string lineage, string alias, int version, string reason, string moveId, CancellationToken cancellationToken = default);
}
