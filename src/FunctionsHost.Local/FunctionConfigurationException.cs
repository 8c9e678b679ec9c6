namespace FunctionsHost.Local;

/// <summary>
/// The app cannot start as it is written or configured. The message names every problem found, not only the first: the
/// function and parameter, or the file and JSON path, or the setting, with what is supported instead.
/// </summary>
public sealed class FunctionConfigurationException : Exception
{
    public FunctionConfigurationException(string subject, IReadOnlyList<string> problems)
        : base(Compose(subject, problems)) => Problems = problems;

    /// <summary>The problems, one sentence or two each, in the order found.</summary>
    public IReadOnlyList<string> Problems { get; }

    private static string Compose(string subject, IReadOnlyList<string> problems) => problems.Count == 1
        ? $"{subject}: {problems[0]}"
        : $"{subject}: {problems.Count} problems.{string.Concat(problems.Select(problem => $"\n- {problem}"))}";
}
