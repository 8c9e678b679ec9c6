namespace DurableTask.Sqlite.Storage;

/// <summary>A statement. Sessions cache the prepared statement by object identity: use static fields.</summary>
internal sealed class Sql(string text)
{
    public override string ToString() => text;
}
