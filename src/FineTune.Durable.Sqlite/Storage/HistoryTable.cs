using FineTune.Durable.Sqlite.History;

namespace FineTune.Durable.Sqlite.Storage;

internal static class HistoryTable
{
    public static void Append(SqlSession session, long instance, int seq, string json) =>
        session.Execute("INSERT INTO history(instance, seq, event) VALUES ($1, $2, $3)", instance, seq, json);

    public static List<HistoryEvent> Read(SqlSession session, long instance) => ReadRaw(session, instance).ConvertAll(HistoryJson.Read);

    public static List<string> ReadRaw(SqlSession session, long instance) =>
        session.Query("SELECT event FROM history WHERE instance = $1 ORDER BY seq", row => row.GetString(0), instance);

    public static void Clear(SqlSession session, long instance) => session.Execute("DELETE FROM history WHERE instance = $1", instance);
}
