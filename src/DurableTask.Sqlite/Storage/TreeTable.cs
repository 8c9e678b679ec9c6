namespace DurableTask.Sqlite.Storage;

/// <summary>Queries about instances and their descendants.</summary>
internal static class TreeTable
{
    private static readonly Sql s_open = new(
        $"""
        WITH RECURSIVE tree(key) AS (
            SELECT key FROM instances WHERE id = ?1
            UNION
            SELECT i.key FROM instances i JOIN tree ON i.parent_key = tree.key)
        SELECT id FROM instances WHERE key IN (SELECT key FROM tree) AND {InstanceTable.IsOpen} ORDER BY key
        """);

    private static readonly Sql s_closed = new(
        $"""
        WITH RECURSIVE tree(key, id) AS (
            SELECT key, id FROM instances WHERE id = ?1 AND NOT {InstanceTable.IsOpen}
            UNION
            SELECT i.key, i.id FROM instances i JOIN tree ON i.parent_key = tree.key WHERE ?2 = 1 AND NOT i.{InstanceTable.IsOpen})
        SELECT id, key FROM tree
        """);

    /// <summary>Returns the instance and its descendants that are open.</summary>
    public static List<string> OpenIds(SqlSession session, string id) => session.Query(s_open, row => row.Text(0), id);

    /// <summary>
    /// Returns the instance if it has ended and, if <paramref name="recursive"/> is true, its ended descendants. Descendants of an open
    /// instance are not included.
    /// </summary>
    public static List<(string Id, long Key)> ClosedTree(SqlSession session, string id, bool recursive) =>
        session.Query(s_closed, row => (row.Text(0), row.Long(1)), id, recursive ? 1 : 0);
}
