namespace DurableTask.Sqlite;

/// <summary>The error that stopped a <see cref="SqliteOrchestrationService"/>.</summary>
public sealed class StorageFaultEventArgs(Exception exception) : EventArgs
{
    /// <summary>The exception of the failed write.</summary>
    public Exception Exception { get; } = exception;
}
