namespace DurableTask.Sqlite.Storage;

/// <summary>The text of a statement. Sessions find its prepared form by this object, so it is made once and kept.</summary>
internal sealed class Sql(string text)
{
    public override string ToString() => text;
}
