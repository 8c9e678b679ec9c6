namespace FineTune.Synthesis.Candidates;

/// <summary>What became of a candidate.</summary>
public enum CandidateOutcome
{
    Ok,

    /// <summary>A filter dropped it; the reason names the filter.</summary>
    Filtered,

    /// <summary>The teacher's answer could not be read; no example. Not counted as a candidate.</summary>
    Malformed,

    /// <summary>The teacher refused, or the content filter did. Not counted as a candidate.</summary>
    Refused,

    /// <summary>The answer was cut at the token limit; complete examples in it have rows of their own. Not counted as a candidate.</summary>
    Truncated,

    /// <summary>The teacher was asked a further question about the task; other rows have the result. Not counted as a candidate.</summary>
    Asked,

    /// <summary>The provider gave no answer in all attempts. Not counted as a candidate.</summary>
    Failed,
}
