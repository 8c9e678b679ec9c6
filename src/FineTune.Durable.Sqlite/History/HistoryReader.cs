using System.Text;
using FineTune.Durable.Sqlite.Storage;

namespace FineTune.Durable.Sqlite.History;

/// <summary>Reads histories, as of the last commit. Never changes them.</summary>
public sealed class HistoryReader
{
    private readonly SqliteDatabase _database;

    internal HistoryReader(SqliteDatabase database) => _database = database;

    /// <summary>The history of <paramref name="instanceId"/>; null for an unknown instance.</summary>
    public Task<InstanceHistory?> ReadAsync(string instanceId, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_database.ReadSession(session =>
        {
            if (session.Scalar("SELECT key FROM instances WHERE id = $1", instanceId) is not long key)
                return null;
            List<string> events = HistoryTable.ReadRaw(session, key);
            return new InstanceHistory(instanceId, events.Count, events.Sum(e => (long)Encoding.UTF8.GetByteCount(e)), events.ConvertAll(HistoryJson.Read));
        }));
    }

    /// <summary>The longest histories, longest first, without their events.</summary>
    public Task<IReadOnlyList<InstanceHistory>> ReadLargestAsync(int count, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<InstanceHistory>>(_database.ReadSession(session => session.Query(
            "SELECT i.id, count(*), sum(length(CAST(h.event AS BLOB))) FROM history h JOIN instances i ON i.key = h.instance GROUP BY h.instance ORDER BY 2 DESC, 1 LIMIT $1",
            row => new InstanceHistory(row.GetString(0), row.GetInt32(1), row.GetInt64(2), []),
            count)));
    }
}
