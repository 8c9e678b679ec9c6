using FineTune.Core.Money;

namespace FineTune.Core.Generation.Rounds;

/// <summary>What came back for a request. Stored as it is, it is all that a round needs to be worked out again.</summary>
/// <param name="Text">Empty where the teacher gave none.</param>
/// <param name="Usage">Tokens and price of all attempts together.</param>
public sealed record TeacherAnswer(string RequestId, AnswerEnd End, string Text, CallUsage? Usage = null, string? ResponseId = null);

/// <summary>How an answer ended.</summary>
public enum AnswerEnd
{
    Complete,

    /// <summary>Cut at the token limit.</summary>
    Length,

    /// <summary>The provider's content filter withheld it.</summary>
    ContentFilter,

    /// <summary>The teacher declined, in the field that the protocol has for it.</summary>
    Refused,

    /// <summary>The provider gave no answer in all attempts.</summary>
    Failed,
}
