namespace FineTune.Durable.Sqlite.History;

/// <summary>A failure as it is stored and as it crosses from one function to another. The exception object never does.</summary>
public sealed record FailureInfo(string Type, string Message, string? StackTrace = null, FailureInfo? Inner = null)
{
    /// <summary>What is known of a failure that names no exception.</summary>
    public static FailureInfo Unknown { get; } = new("(unknown)", "(unknown)");

    public static FailureInfo From(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        FailureInfo? inner = exception switch
        {
            TaskFailedException failed => From(failed.FailureDetails),
            { InnerException: { } cause } => From(cause),
            _ => null,
        };
        return new FailureInfo(exception.GetType().ToString(), exception.Message, exception.StackTrace, inner);
    }

    public static FailureInfo From(TaskFailureDetails details)
    {
        ArgumentNullException.ThrowIfNull(details);
        return new FailureInfo(
            details.ErrorType,
            details.ErrorMessage,
            details.StackTrace,
            details.InnerFailure is { } inner ? From(inner) : null);
    }

    public TaskFailureDetails ToDetails() => new(Type, Message, StackTrace, Inner?.ToDetails(), null);

    /// <summary>The plain text that a failed instance has for an output.</summary>
    public string ToOutput() => $"{Type}: {Message}";
}
