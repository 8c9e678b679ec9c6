namespace DurableTask.Sqlite.Storage;

/// <summary>
/// The task hub's database cannot be used. The message names the file and says what is wrong and what to do.
/// </summary>
public sealed class SqliteTaskHubException : InvalidOperationException
{
    /// <summary>Creates the exception without a message.</summary>
    public SqliteTaskHubException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public SqliteTaskHubException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    public SqliteTaskHubException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
