namespace FineTune.Synthesis.Teachers;

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
