using FineTune.Core.Billing;

namespace FineTune.Synthesis.Teachers;

/// <summary>What came back for a request. Stored as it is, it is all that a round needs to be worked out again.</summary>
/// <param name="Text">Empty where the teacher gave none.</param>
/// <param name="Usage">Tokens and price of all attempts together.</param>
public sealed record TeacherAnswer(string RequestId, AnswerEnd End, string Text, CallUsage? Usage = null, string? ResponseId = null);
