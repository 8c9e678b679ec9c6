using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace DurableTask.Sqlite.Storage;

/// <summary>Converts a row to an object.</summary>
internal delegate T SqlMap<out T>(SqlRow row);

/// <summary>
/// A connection with prepared statements. It calls SQLite directly, because a commit consists of many small statements and ADO.NET
/// commands would cost more than the statements themselves. Not thread-safe. Parameters are positional.
/// </summary>
internal sealed class SqlSession(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<Sql, sqlite3_stmt> _statements = [];

    public SqliteConnection Connection => connection;

    private sqlite3 Handle => connection.Handle!;

    /// <summary>Executes several statements.</summary>
    public void Script(string text) => Check(raw.sqlite3_exec(Handle, text));

    /// <summary>Executes a statement and ignores its rows.</summary>
    public void Execute(Sql sql, params ReadOnlySpan<SqlValue> values)
    {
        sqlite3_stmt statement = Bind(sql, values);
        try
        {
            while (Step(statement))
            {
            }
        }
        finally
        {
            raw.sqlite3_reset(statement);
        }
    }

    public List<T> Query<T>(Sql sql, SqlMap<T> map, params ReadOnlySpan<SqlValue> values)
    {
        sqlite3_stmt statement = Bind(sql, values);
        try
        {
            List<T> rows = [];
            while (Step(statement))
                rows.Add(map(new SqlRow(statement)));
            return rows;
        }
        finally
        {
            raw.sqlite3_reset(statement);
        }
    }

    /// <summary>Returns the first column of the first row, or 0.</summary>
    public long Number(Sql sql, params ReadOnlySpan<SqlValue> values) => Query(sql, row => row.Long(0), values).FirstOrDefault();

    public void Dispose()
    {
        foreach (sqlite3_stmt statement in _statements.Values)
            statement.Dispose();
        _statements.Clear();
        connection.Dispose();
    }

    private sqlite3_stmt Bind(Sql sql, ReadOnlySpan<SqlValue> values)
    {
        if (!_statements.TryGetValue(sql, out sqlite3_stmt? statement))
        {
            Check(raw.sqlite3_prepare_v2(Handle, sql.ToString(), out statement));
            _statements.Add(sql, statement);
        }

        for (int i = 0; i < values.Length; i++)
        {
            Check(values[i].Content switch
            {
                null => raw.sqlite3_bind_null(statement, i + 1),
                string text => raw.sqlite3_bind_text(statement, i + 1, text),
                byte[] blob => raw.sqlite3_bind_blob(statement, i + 1, blob),
                _ => raw.sqlite3_bind_int64(statement, i + 1, values[i].Number),
            });
        }

        return statement;
    }

    private bool Step(sqlite3_stmt statement)
    {
        int code = raw.sqlite3_step(statement);
        if (code == raw.SQLITE_ROW)
            return true;
        if (code != raw.SQLITE_DONE)
            Check(code);
        return false;
    }

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, Handle);
}
