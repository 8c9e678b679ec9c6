namespace DurableTask.Sqlite;

/// <summary>The outcome of sending a message to an instance.</summary>
public enum MessageOutcome
{
    /// <summary>The message is on disk and will be delivered.</summary>
    Accepted,

    /// <summary>The instance does not exist; the message was dropped.</summary>
    InstanceNotFound,

    /// <summary>The instance, or the execution the message addressed, has ended; the message was dropped.</summary>
    InstanceFinished,
}
