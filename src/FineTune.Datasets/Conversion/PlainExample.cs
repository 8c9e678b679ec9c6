using System.Text.Json;
using FineTune.Core.Examples;

namespace FineTune.Datasets.Conversion;

/// <summary>An example reduced to what the shapes without messages can express.</summary>
/// <param name="System">The system message; null where there is none.</param>
internal sealed record PlainExample(string? System, string Question, string Answer)
{
    /// <summary>System message and question as one text.</summary>
    public string Folded => System is null ? Question : $"{System}\n\n{Question}";

    /// <summary>Brings an example down; null, with a reason, when nothing of the answer or the question would be left.</summary>
    public static PlainExample? TryMake(ChatExample example, Losses losses, out string? refusal)
    {
        losses.Add(ConversionLoss.ToolsDropped, HasTools(example));
        losses.Add(ConversionLoss.NamesDropped, example.Messages.Any(turn => turn.Name is not null));
        var system = example.Messages[0].Role is "system" or "developer" ? example.Messages[0] : null;
        losses.Add(ConversionLoss.DeveloperAsSystem, system?.Role == "developer");
        var answer = AnswerOf(example.Messages[^1], losses);
        var question = QuestionOf([.. example.Messages.Skip(system is null ? 0 : 1).SkipLast(1)], losses);
        refusal = string.IsNullOrWhiteSpace(answer) ? "Its answer is a tool call, which the target shape cannot express."
            : string.IsNullOrWhiteSpace(question) ? "It has no question before the answer, which the target shape needs."
            : null;
        return refusal is null ? new PlainExample(system?.Content, question, answer!) : null;
    }

    /// <summary>Whether the example has anything to do with tools.</summary>
    public static bool HasTools(ChatExample example) =>
        (example.Tools is { ValueKind: JsonValueKind.Array } tools && tools.GetArrayLength() > 0) || example.ParallelToolCalls is not null
        || example.Messages.Any(turn => turn.ToolCalls is not null || turn.Role == "tool");

    /// <summary>The text of the answer; a refusal counts where there is no other.</summary>
    public static string? AnswerOf(ChatTurn turn, Losses losses)
    {
        losses.Add(ConversionLoss.RefusalAsText, turn.Refusal is not null);
        losses.Add(ConversionLoss.WeightsChanged, turn.Weight == 0);
        return string.IsNullOrWhiteSpace(turn.Content) ? turn.Refusal : turn.Content;
    }

    private static string QuestionOf(List<ChatTurn> turns, Losses losses)
    {
        if (turns is [{ Role: "user" } only])
        {
            return only.Content ?? "";
        }

        losses.Add(ConversionLoss.EarlierTurnsFlattened, turns.Count > 0);
        losses.Add(ConversionLoss.WeightsChanged, turns.Exists(turn => turn is { Role: "assistant", Weight: not 0 }));
        return string.Join("\n\n", turns.Where(turn => !string.IsNullOrWhiteSpace(turn.Content)).Select(turn => $"{Speaker(turn.Role)}: {turn.Content}"));
    }

    private static string Speaker(string role) => char.ToUpperInvariant(role[0]) + role[1..];
}
