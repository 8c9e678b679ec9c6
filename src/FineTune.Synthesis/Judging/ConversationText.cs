using System.Text;
using FineTune.Core.Examples;

namespace FineTune.Synthesis.Judging;

/// <summary>What an answer answers, as text for a judge.</summary>
internal static class ConversationText
{
    /// <summary>The question alone where there is nothing else; otherwise every message under its speaker, and the tools that may be called.</summary>
    public static string Of(ChatExample example)
    {
        var turns = ExampleText.WithoutAnswer(example);
        if (turns is [{ Role: "user" } only] && example.Tools is null)
        {
            return only.Content ?? "";
        }

        var text = new StringBuilder();
        foreach (var turn in turns)
        {
            text.Append(Speaker(turn.Role)).Append(": ").Append(turn.Content ?? turn.Refusal);
            if (turn.ToolCalls is { } calls)
            {
                text.Append(turn.Content is null ? "" : "\n").Append("(calls tools) ").Append(calls.GetRawText());
            }

            text.Append("\n\n");
        }

        if (example.Tools is { } tools)
        {
            text.Append("Tools that may be called: ").Append(tools.GetRawText());
        }

        return text.ToString().TrimEnd();
    }

    private static string Speaker(string role) => role switch
    {
        "system" or "developer" => "System",
        "assistant" => "Assistant",
        "tool" => "Tool",
        _ => "User",
    };
}
