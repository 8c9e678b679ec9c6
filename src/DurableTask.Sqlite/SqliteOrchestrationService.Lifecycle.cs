using DurableTask.Core;
using DurableTask.Sqlite.Commits;
using DurableTask.Sqlite.Storage;

namespace DurableTask.Sqlite;

/// <content>Members for terminating and purging instances.</content>
public sealed partial class SqliteOrchestrationService
{
    private const int PurgedAtOnce = 500;

    private static readonly Sql s_closedIds =
        new($"SELECT i.id FROM instances i WHERE {Matches} AND NOT i.{InstanceTable.IsOpen} ORDER BY i.key");
    private static readonly Sql s_createdBefore = Before("created_at");
    private static readonly Sql s_updatedBefore = Before("updated_at");
    private static readonly Sql s_completedBefore = Before("completed_at");

    /// <summary>
    /// Terminates an instance; it ends with its next turn. Activities that are executing run to their end, and their results are
    /// dropped; activities that are still queued never run. An instance that waits for its scheduled start ends at once. Does
    /// nothing if the instance is unknown or has ended.
    /// </summary>
    public Task ForceTerminateTaskOrchestrationAsync(string instanceId, string? reason) =>
        TerminateAsync(instanceId, reason, recursive: false);

    /// <summary>
    /// Terminates an instance and, if <paramref name="recursive"/> is true, all its open descendants, including sub-orchestrations
    /// that are started while this call is processed. The request is on disk, in one transaction, when the task completes; it is
    /// carried out even after a crash.
    /// </summary>
    /// <param name="instanceId">The instance ID. If the instance has already ended, its open descendants are still terminated.</param>
    /// <param name="reason">The output of each terminated instance.</param>
    /// <param name="recursive">Whether to terminate the descendants too.</param>
    /// <returns>The number of instances that were open and will be terminated.</returns>
    public Task<int> TerminateAsync(string instanceId, string? reason, bool recursive)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(instanceId);
        return Hub.WriteAsync(changes =>
        {
            List<string> ids = recursive ? TreeTable.OpenIds(changes.Session, instanceId) : [instanceId];
            return ids.Count(id => changes.State.Open.ContainsKey(id)
                && changes.Route(Routing.Termination(id, reason), recursive) == Delivery.Accepted);
        }, readsDatabase: recursive);
    }

    /// <summary>Deletes an instance and its history if it has ended.</summary>
    /// <returns>A complete result with a count of one or zero.</returns>
    public async Task<PurgeResult> PurgeInstanceStateAsync(string instanceId) =>
        new(await PurgeAsync(instanceId, recursive: false).ConfigureAwait(false), isComplete: true);

    /// <summary>Same as <see cref="PurgeAsync(PurgeInstanceFilter, bool)"/>, not recursive.</summary>
    public Task<PurgeResult> PurgeInstanceStateAsync(PurgeInstanceFilter purgeInstanceFilter) =>
        PurgeAsync(purgeInstanceFilter, recursive: false);

    /// <summary>
    /// Deletes an instance and its history if it has ended and, if <paramref name="recursive"/> is true, its ended descendants, in
    /// one transaction. Open instances and their descendants are kept.
    /// </summary>
    /// <returns>The number of deleted instances.</returns>
    public Task<int> PurgeAsync(string instanceId, bool recursive)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(instanceId);
        return Hub.WriteAsync(changes => Purge(changes, TreeTable.ClosedTree(changes.Session, instanceId, recursive)),
            readsDatabase: true);
    }

    /// <summary>
    /// Deletes all ended instances that match a filter and, if <paramref name="recursive"/> is true, their ended descendants. An
    /// instance and its descendants are deleted in one transaction. If the process dies in the middle, every tree is either deleted
    /// or intact; call again to delete the rest.
    /// </summary>
    /// <param name="filter">
    /// The time range is inclusive. Without statuses, all ended instances match. When the timeout is reached, the result is marked
    /// as incomplete.
    /// </param>
    /// <param name="recursive">Whether to delete descendants too, matching or not.</param>
    public async Task<PurgeResult> PurgeAsync(PurgeInstanceFilter filter, bool recursive)
    {
        ArgumentNullException.ThrowIfNull(filter);
        long began = _clock.GetTimestamp();
        List<string> ids = Hub.Database.Read(session => session.Query(
            s_closedIds,
            row => row.Text(0),
            Ticks(filter.CreatedTimeFrom), Ticks(filter.CreatedTimeTo), Statuses(filter.RuntimeStatus)));
        int count = 0;
        foreach (string[] slice in ids.Chunk(PurgedAtOnce))
        {
            if (filter.Timeout is { } limit && _clock.GetElapsedTime(began) >= limit)
                return new PurgeResult(count, isComplete: false);
            count += await Hub.WriteAsync(
                changes => slice.Sum(id => Purge(changes, TreeTable.ClosedTree(changes.Session, id, recursive))),
                    readsDatabase: true).ConfigureAwait(false);
        }

        return new PurgeResult(count, isComplete: true);
    }

    /// <summary>Deletes all ended instances that were completed (or created, or last updated) before a time.</summary>
    public Task PurgeOrchestrationHistoryAsync(DateTime thresholdDateTimeUtc, OrchestrationStateTimeRangeFilterType timeRangeFilterType)
    {
        Sql before = timeRangeFilterType switch
        {
            OrchestrationStateTimeRangeFilterType.OrchestrationCreatedTimeFilter => s_createdBefore,
            OrchestrationStateTimeRangeFilterType.OrchestrationLastUpdatedTimeFilter => s_updatedBefore,
            _ => s_completedBefore,
        };
        return Hub.WriteAsync(
            changes => Purge(changes, changes.Session.Query(before, row => (row.Text(0), row.Long(1)), Ticks(thresholdDateTimeUtc))),
                readsDatabase: true);
    }

    private static Sql Before(string column) => new($"SELECT id, key FROM instances WHERE {column} < ?1 AND NOT {InstanceTable.IsOpen}");

    private static int Purge(Changes changes, List<(string Id, long Key)> instances)
    {
        int count = 0;
        foreach ((string id, long key) in instances)
            count += changes.Delete(id, key) ? 1 : 0;
        return count;
    }
}
