namespace FineTune.Core.Datasets;

/// <summary>Rules about a conversation as a whole.</summary>
internal static class ConversationRules
{
    public static void Check(List<ChatTurn> turns, LineFindings findings)
    {
        var answers = turns.Count(turn => turn.Role == "assistant");
        if (answers == 0)
        {
            findings.Add(RuleIds.NoAssistantTurn, path: "$.messages");
            return;
        }

        var last = turns[^1];
        var lastPath = JsonPaths.Message(turns.Count - 1);
        if (last.Role != "assistant")
        {
            findings.Add(RuleIds.LastTurnNotAssistant, $"The last message is of the role {last.Role}.", lastPath);
        }
        else if (last.ToolCalls is null && last.Content is not null && string.IsNullOrWhiteSpace(last.Content) && string.IsNullOrWhiteSpace(last.Refusal))
        {
            findings.Add(RuleIds.EmptyAnswer, $"{lastPath}.content is empty.", lastPath + ".content");
        }

        if (turns.Count(turn => turn is { Role: "assistant", Weight: 0 }) == answers)
        {
            findings.Add(RuleIds.NothingToLearn, path: "$.messages");
        }

        if (!turns.Exists(turn => turn.Role == "user"))
        {
            findings.Add(RuleIds.NoUserTurn, path: "$.messages");
        }

        for (var i = 0; i < turns.Count; i++)
        {
            if (turns[i].Role == "user" && string.IsNullOrWhiteSpace(turns[i].Content))
            {
                var path = JsonPaths.Message(i) + ".content";
                findings.Add(RuleIds.EmptyUserTurn, $"{path} is empty.", path);
            }
        }
    }
}
