namespace DurableTask.Sqlite;

/// <summary>Why a <see cref="SqliteOrchestrationService"/> stopped writing.</summary>
public sealed class StorageFaultEventArgs(Exception exception) : EventArgs
{
    /// <summary>The error of the write.</summary>
    public Exception Exception { get; } = exception;
}
