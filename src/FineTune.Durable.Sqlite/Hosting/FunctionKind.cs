namespace FineTune.Durable.Sqlite.Hosting;

/// <summary>What starts a function.</summary>
public enum FunctionKind
{
    Orchestration,
    Activity,
    Blob,
    Timer,
    Http,
}
