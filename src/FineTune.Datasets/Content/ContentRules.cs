using FineTune.Core.Examples;
using FineTune.Datasets.Conversations;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Content;

/// <summary>Rules about the content of texts. All are warnings: the line stays valid.</summary>
internal static class ContentRules
{
    /// <summary>Longer system messages are noted.</summary>
    public const int LongSystemCharacters = 8_000;

    public static void Check(TurnPaths paths, ChatExample example, LineFindings findings)
    {
        for (var i = 0; i < example.Messages.Count; i++)
        {
            var turn = example.Messages[i];
            if (string.IsNullOrWhiteSpace(turn.Content))
            {
                continue;
            }

            if (turn.Role is "system" or "developer" && turn.Content.Length > LongSystemCharacters)
            {
                var path = paths.Of(i);
                findings.Add(RuleIds.LongSystemPrompt, $"{path} has {turn.Content.Length} characters; a system message should have at most {LongSystemCharacters}.", path);
            }
            else if (turn is { Role: "assistant", Weight: not 0 })
            {
                Answer(turn.Content, paths.Of(i), findings);
            }
        }
    }

    private static void Answer(string text, string path, LineFindings findings)
    {
        if (AnswerText.IsPlaceholder(text))
        {
            findings.Add(RuleIds.NearEmptyAnswer, $"{path} is a placeholder or contains only punctuation.", path);
        }

        if (AnswerText.IsRefusal(text))
        {
            findings.Add(RuleIds.RefusalOnly, $"{path} only refuses.", path);
        }

        if (AnswerText.SpeaksAsAi(text))
        {
            findings.Add(RuleIds.AiBoilerplate, $"{path} says that it comes from an AI or a language model.", path);
        }

        if (AnswerText.HasRoleMark(text))
        {
            findings.Add(RuleIds.WrongRoleText, $"{path} contains a speaker's name or a chat marker, such as 'Customer:' at the start of a line.", path);
        }

        if (AnswerText.IsMostlyUpperCase(text))
        {
            findings.Add(RuleIds.MostlyUpperCase, $"{path} has more upper-case than lower-case letters.", path);
        }
    }
}
