namespace FineTune.Core.Examples;

/// <summary>The parts of an example that the stages speak about.</summary>
public static class ExampleText
{
    /// <summary>The last user message; empty where there is none.</summary>
    public static string Instruction(ChatExample example) =>
        Turns(example).LastOrDefault(turn => turn.Role == "user")?.Content ?? "";

    /// <summary>The last assistant message: its text, else its refusal, else its tool calls as JSON; empty where there is none.</summary>
    public static string Response(ChatExample example)
    {
        var turn = Turns(example).LastOrDefault(turn => turn.Role == "assistant");
        return !string.IsNullOrEmpty(turn?.Content) ? turn.Content : turn?.Refusal ?? turn?.ToolCalls?.GetRawText() ?? "";
    }

    /// <summary>The first system or developer message; null where there is none.</summary>
    public static string? System(ChatExample example) =>
        Turns(example).FirstOrDefault(turn => turn.Role is "system" or "developer")?.Content;

    /// <summary>The messages before the last assistant message: the prompt for a model that should answer instead.</summary>
    public static IReadOnlyList<ChatTurn> WithoutAnswer(ChatExample example)
    {
        var turns = Turns(example);
        var last = turns.Count - 1;
        while (last >= 0 && turns[last].Role != "assistant")
        {
            last--;
        }

        return last < 0 ? turns : [.. turns.Take(last)];
    }

    private static IReadOnlyList<ChatTurn> Turns(ChatExample example)
    {
        ArgumentNullException.ThrowIfNull(example);
        return example.Messages;
    }
}
