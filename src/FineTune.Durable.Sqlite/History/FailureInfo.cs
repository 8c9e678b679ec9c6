namespace FineTune.Durable.Sqlite.History;

/// <summary>A failure as it is stored and as it crosses from one function to another. The exception object never does.</summary>
public sealed record FailureInfo(string Type, string Message, string? StackTrace = null, FailureInfo? Inner = null)
{
    private const int MaxDepth = 30;

    /// <summary>What is known of a failure that names no exception.</summary>
    public static FailureInfo Unknown { get; } = new("(unknown)", "(unknown)");

    /// <summary>The exception and its causes, the outermost thirty of them.</summary>
    public static FailureInfo From(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return From(TaskFailureDetails.FromException(exception), MaxDepth);
    }

    private static FailureInfo From(TaskFailureDetails details, int depth) => new(
        details.ErrorType,
        details.ErrorMessage,
        details.StackTrace,
        depth > 1 && details.InnerFailure is { } inner ? From(inner, depth - 1) : null);

    public TaskFailureDetails ToDetails() => new(Type, Message, StackTrace, Inner?.ToDetails(), null);

    /// <summary>The plain text that a failed instance has for an output.</summary>
    public string ToOutput() => $"{Type}: {Message}";
}
