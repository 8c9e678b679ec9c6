using DurableTask.Core;
using DurableTask.Sqlite.Commits;
using DurableTask.Sqlite.Storage;

namespace DurableTask.Sqlite;

/// <content>Terminating and purging.</content>
public sealed partial class SqliteOrchestrationService
{
    private const int PurgedAtOnce = 500;

    private static readonly Sql s_closedIds = new($"SELECT i.id FROM instances i WHERE {Matches} AND NOT i.{InstanceTable.IsOpen} ORDER BY i.key");
    private static readonly Sql s_createdBefore = Before("created_at");
    private static readonly Sql s_updatedBefore = Before("updated_at");
    private static readonly Sql s_completedBefore = Before("completed_at");

    /// <summary>
    /// Tells an instance to end: its next turn does. Activities that it has called end on their own, and their answers are dropped. An instance
    /// that is scheduled for later ends at once, without running. Nothing happens to an unknown or finished one.
    /// </summary>
    public Task ForceTerminateTaskOrchestrationAsync(string instanceId, string? reason) => TerminateAsync(instanceId, reason, recursive: false);

    /// <summary>
    /// Tells an instance to end, and with <paramref name="recursive"/> every open instance below it too, including children that it starts
    /// before it ends. The order is on disk when the task completes, in one transaction: it is carried out after a crash as well.
    /// </summary>
    /// <param name="instanceId">The instance. It may have ended already; what is open below it is terminated all the same.</param>
    /// <param name="reason">The output of each instance that ends by this.</param>
    /// <param name="recursive">Whether the instances below it end too.</param>
    /// <returns>How many instances were told to end.</returns>
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

    /// <summary>Removes an instance that has ended, with its history. Open instances are kept.</summary>
    /// <returns>One or zero, complete.</returns>
    public async Task<PurgeResult> PurgeInstanceStateAsync(string instanceId) =>
        new(await PurgeAsync(instanceId, recursive: false).ConfigureAwait(false), isComplete: true);

    /// <summary>Removes instances that have ended and match the filter; see <see cref="PurgeAsync(PurgeInstanceFilter, bool)"/>.</summary>
    public Task<PurgeResult> PurgeInstanceStateAsync(PurgeInstanceFilter purgeInstanceFilter) => PurgeAsync(purgeInstanceFilter, recursive: false);

    /// <summary>
    /// Removes an instance that has ended, with its history, and with <paramref name="recursive"/> the ended instances below it, in one
    /// transaction. An open instance is kept, with everything below it.
    /// </summary>
    /// <returns>How many instances were removed.</returns>
    public Task<int> PurgeAsync(string instanceId, bool recursive)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(instanceId);
        return Hub.WriteAsync(changes => Purge(changes, TreeTable.ClosedTree(changes.Session, instanceId, recursive)), readsDatabase: true);
    }

    /// <summary>
    /// Removes instances that have ended and match the filter, with <paramref name="recursive"/> each with the ended instances below it. Every
    /// instance goes together with its tree in one transaction; a crash in between leaves whole trees, and the call can be repeated.
    /// </summary>
    /// <param name="filter">Times include both ends. Without statuses every ended instance matches. After its time-out the purge stops and says that it is not complete.</param>
    /// <param name="recursive">Whether the instances below go too, whether they match or not.</param>
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
                changes => slice.Sum(id => Purge(changes, TreeTable.ClosedTree(changes.Session, id, recursive))), readsDatabase: true).ConfigureAwait(false);
        }

        return new PurgeResult(count, isComplete: true);
    }

    /// <summary>Removes instances that have ended before (or were created or last changed before) a time.</summary>
    public Task PurgeOrchestrationHistoryAsync(DateTime thresholdDateTimeUtc, OrchestrationStateTimeRangeFilterType timeRangeFilterType)
    {
        Sql before = timeRangeFilterType switch
        {
            OrchestrationStateTimeRangeFilterType.OrchestrationCreatedTimeFilter => s_createdBefore,
            OrchestrationStateTimeRangeFilterType.OrchestrationLastUpdatedTimeFilter => s_updatedBefore,
            _ => s_completedBefore,
        };
        return Hub.WriteAsync(
            changes => Purge(changes, changes.Session.Query(before, row => (row.Text(0), row.Long(1)), Ticks(thresholdDateTimeUtc))), readsDatabase: true);
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
