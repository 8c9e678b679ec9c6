using FineTune.Core.Examples;

namespace FineTune.Synthesis.Methods.Support;

/// <summary>A conversation of a customer and an agent, with the agent's information.</summary>
/// <param name="Turns">In order.</param>
public sealed record SupportDialogue(string Summary, string SpecificInformation, IReadOnlyList<SupportTurn> Turns)
{
    /// <summary>The form that drops of the template are converted to: the context as system message, and no loss on agent turns before the last.</summary>
    /// <param name="system">Stands before the context; null for none.</param>
    public ChatExample ToExample(string? system = null)
    {
        var context = $"Summary: {Summary}\n\nSpecific information: {SpecificInformation}";
        var turns = new List<ChatTurn> { new("system", string.IsNullOrWhiteSpace(system) ? context : $"{system.Trim()}\n\n{context}") };
        foreach (var (index, turn) in Turns.Index())
        {
            turns.Add(new ChatTurn(turn.IsAgent ? "assistant" : "user", turn.Text, Weight: turn.IsAgent && index < Turns.Count - 1 ? 0 : null));
        }

        return new ChatExample(turns);
    }
}
