namespace FineTune.Synthesis.Teachers;

/// <summary>One call of a window and what came of it (windows/calls-{n}.jsonl). Rows are made of these alone, so that no answer is paid for twice.</summary>
/// <param name="Key">Of the call within its window.</param>
/// <param name="Answer">Null: the call did not get through in one pass, and is made again in the next.</param>
/// <param name="Reason">The provider's code where there is no answer.</param>
public sealed record StoredCall(string Key, TeacherAnswer? Answer, string? Reason = null);
