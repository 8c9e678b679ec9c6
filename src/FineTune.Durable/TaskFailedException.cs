namespace FineTune.Durable;

/// <summary>
/// A called activity or sub-orchestration failed. The exception that was thrown there never crosses: what is known about it
/// stands in <see cref="FailureDetails"/>.
/// </summary>
public sealed class TaskFailedException : Exception
{
    /// <summary>Creates the exception from one that was caught where the task ran.</summary>
    public TaskFailedException(string taskName, int taskId, Exception innerException)
        : base(MessageOf(taskName, taskId, innerException?.Message), innerException)
    {
        ArgumentNullException.ThrowIfNull(innerException);
        TaskName = taskName;
        TaskId = taskId;
        FailureDetails = TaskFailureDetails.FromException(innerException);
    }

    /// <summary>Creates the exception from what is known about the failure.</summary>
    public TaskFailedException(string taskName, int taskId, TaskFailureDetails failureDetails)
        : base(MessageOf(taskName, taskId, failureDetails?.ErrorMessage))
    {
        ArgumentNullException.ThrowIfNull(failureDetails);
        TaskName = taskName;
        TaskId = taskId;
        FailureDetails = failureDetails;
    }

    /// <summary>The name of the activity or sub-orchestrator.</summary>
    public string TaskName { get; }

    /// <summary>The sequence number of the call in the calling instance; the first call is 0.</summary>
    public int TaskId { get; }

    /// <summary>What is known about the failure.</summary>
    public TaskFailureDetails FailureDetails { get; }

    private static string MessageOf(string taskName, int taskId, string? message) =>
        $"Task '{taskName}' (#{taskId}) failed with an unhandled exception: {message}";
}
