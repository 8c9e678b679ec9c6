using DurableTask.Core.History;
using DurableTask.Sqlite.History;

namespace DurableTask.Sqlite.Storage;

/// <summary>The table history. A row contains the events of one turn.</summary>
internal static class HistoryTable
{
    private static readonly Sql s_append = new("INSERT INTO history(instance, turn, events) VALUES (?1, ?2, ?3)");
    private static readonly Sql s_clear = new("DELETE FROM history WHERE instance = ?1");
    private static readonly Sql s_read = new("SELECT events FROM history WHERE instance = ?1 ORDER BY turn");
    private static readonly Sql s_key = new("SELECT key FROM instances WHERE id = ?1");

    public static void Append(SqlSession session, long instance, int turn, byte[] events) =>
        session.Execute(s_append, instance, turn, events);

    public static void Clear(SqlSession session, long instance) => session.Execute(s_clear, instance);

    /// <summary>Reads the history of the instance with this ID; empty if there is none.</summary>
    public static List<HistoryEvent> ReadOf(SqlSession session, string id) => Read(session, session.Number(s_key, id));

    public static List<HistoryEvent> Read(SqlSession session, long instance)
    {
        List<HistoryEvent> events = [];
        session.Query(
            s_read,
            row =>
            {
                HistorySerializer.ReadInto(events, row.Blob(0));
                return 0;
            },
            instance);
        return events;
    }
}
