using DurableTask.Core.History;
using DurableTask.Sqlite.History;

namespace DurableTask.Sqlite.Storage;

/// <summary>The table history: the events of one turn are one row.</summary>
internal static class HistoryTable
{
    public static void Append(SqlSession session, long instance, int turn, byte[] events) =>
        session.Execute("INSERT INTO history(instance, turn, events) VALUES ($1, $2, $3)", instance, turn, events);

    public static void Clear(SqlSession session, long instance) => session.Execute("DELETE FROM history WHERE instance = $1", instance);

    /// <summary>The history of the instance with this id; empty when there is none.</summary>
    public static List<HistoryEvent> ReadOf(SqlSession session, string id) =>
        Read(session, session.Scalar<long>("SELECT key FROM instances WHERE id = $1", id));

    public static List<HistoryEvent> Read(SqlSession session, long instance)
    {
        List<HistoryEvent> events = [];
        foreach (byte[] turn in session.Query(
            "SELECT events FROM history WHERE instance = $1 ORDER BY turn", row => row.GetFieldValue<byte[]>(0), instance))
            HistorySerializer.ReadInto(events, turn);
        return events;
    }
}
