using FineTune.Core.Examples;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Conversations;

/// <summary>Rules about a conversation as a whole.</summary>
internal static class ConversationRules
{
    public static void Check(List<ChatTurn> turns, TurnPaths paths, LineFindings findings)
    {
        var answers = turns.Count(turn => turn.Role == "assistant");
        if (answers == 0)
        {
            findings.Add(RuleIds.NoAssistantTurn, path: paths.Messages);
            return;
        }

        var last = turns[^1];
        var lastPath = paths.Message(turns.Count - 1);
        if (last.Role != "assistant")
        {
            findings.Add(RuleIds.LastTurnNotAssistant, $"The last message has the role {last.Role}.", lastPath);
        }
        else if (last.ToolCalls is null && last.Content is not null && string.IsNullOrWhiteSpace(last.Content) && string.IsNullOrWhiteSpace(last.Refusal))
        {
            findings.Add(RuleIds.EmptyAnswer, $"{lastPath}.content is empty.", lastPath + ".content");
        }

        if (turns.Count(turn => turn is { Role: "assistant", Weight: 0 }) == answers)
        {
            findings.Add(RuleIds.NothingToLearn, path: paths.Messages);
        }

        if (!turns.Exists(turn => turn.Role == "user"))
        {
            findings.Add(RuleIds.NoUserTurn, path: paths.Messages);
        }

        if (turns.Exists(turn => turn.Role == "system") && turns.Exists(turn => turn.Role == "developer"))
        {
            findings.Add(RuleIds.NotTogether, "The line has messages with both roles, system and developer.", paths.Messages);
        }

        for (var i = 0; i < turns.Count; i++)
        {
            if (turns[i].Name is { } name && !NameFormat.IsParticipant(name))
            {
                findings.Add(RuleIds.NameFormat, $"{paths.Message(i)}.name {NameFormat.ParticipantRule}", paths.Message(i) + ".name");
            }

            if (turns[i] is { Content.Length: > 0, Refusal.Length: > 0 })
            {
                findings.Add(RuleIds.NotTogether, $"{paths.Message(i)} has both a content and a refusal.", paths.Message(i));
            }

            if (turns[i].Role == "user" && string.IsNullOrWhiteSpace(turns[i].Content))
            {
                var path = paths.Of(i);
                findings.Add(RuleIds.EmptyUserTurn, $"{path} is empty.", path);
            }
        }
    }
}
