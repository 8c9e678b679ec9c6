using FineTune.Core.Examples;
using FineTune.Datasets.Legacy;

namespace FineTune.Datasets.Shapes;

/// <summary>
/// Turns legacy {prompt, completion} lines into chat. A support conversation (Summary, Specific information, Customer and Agent lines)
/// becomes real turns; any other prompt becomes the user's message without its separator, any other completion the answer without
/// its leading space and stop sequence.
/// </summary>
public static class PromptCompletionConverter
{
    public static ChatExample Convert(string prompt, string completion)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(completion);
        var answer = LegacyMarks.StripStop(completion);
        return SupportTemplate.TryRead(prompt) is { } turns
            ? new ChatExample([.. turns, new ChatTurn("assistant", answer)])
            : new ChatExample([new ChatTurn("user", LegacyMarks.StripSeparator(prompt)), new ChatTurn("assistant", answer)]);
    }
}
