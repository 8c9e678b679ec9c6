namespace DurableTask.Sqlite.Storage;

/// <summary>
/// The database cannot be used. The message is one or two sentences for a person: what is wrong, with which file, and what to do.
/// </summary>
public sealed class SqliteTaskHubException : InvalidOperationException
{
    /// <summary>Creates the exception without a message.</summary>
    public SqliteTaskHubException()
    {
    }

    /// <summary>Creates the exception with the sentence that a person reads.</summary>
    public SqliteTaskHubException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with the sentence that a person reads and its cause.</summary>
    public SqliteTaskHubException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
