namespace FunctionsHost.Local;

/// <summary>What starts a function.</summary>
public enum FunctionKind
{
    Orchestration,
    Activity,
    Blob,
    Timer,
    Http,
}
