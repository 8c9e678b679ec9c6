namespace DurableTask.Sqlite;

/// <summary>What became of a message for an instance.</summary>
public enum MessageOutcome
{
    /// <summary>It is on disk and the instance will consume it.</summary>
    Accepted,

    /// <summary>There is no instance of that id; the message was dropped.</summary>
    InstanceNotFound,

    /// <summary>The instance, or the execution that the message named, has ended; the message was dropped.</summary>
    InstanceFinished,
}
