using FineTune.Core.Lineages.Generation;
using FineTune.Synthesis.Candidates;

namespace FineTune.Synthesis.Methods.Support;

/// <summary>What a conversation must be to be an example.</summary>
public static class DialogueRules
{
    /// <summary>The name of the rule that it breaks; null when it breaks none.</summary>
    /// <param name="system">A standing instruction, whose facts the agent knows too.</param>
    public static string? Check(SupportDialogue dialogue, SupportDialoguesSettings settings, string? system = null)
    {
        ArgumentNullException.ThrowIfNull(dialogue);
        ArgumentNullException.ThrowIfNull(settings);
        return Form(dialogue, settings) ?? Content(dialogue, settings, system);
    }

    private static string? Form(SupportDialogue dialogue, SupportDialoguesSettings settings)
    {
        var turns = dialogue.Turns;
        return string.IsNullOrWhiteSpace(dialogue.Summary) || string.IsNullOrWhiteSpace(dialogue.SpecificInformation) ? Reasons.MissingContext
            : turns.Count < settings.MinTurns ? Reasons.TooFewTurns
            : turns.Count > settings.MaxTurns ? Reasons.TooManyTurns
            : turns.Any(turn => string.IsNullOrWhiteSpace(turn.Text)) ? Reasons.EmptyTurn
            : !turns[^1].IsAgent ? Reasons.LastTurnIsNotTheAgents
            : turns[0].IsAgent || turns.Zip(turns.Skip(1)).Any(pair => pair.First.IsAgent == pair.Second.IsAgent) ? Reasons.RolesDoNotAlternate
            : null;
    }

    private static string? Content(SupportDialogue dialogue, SupportDialoguesSettings settings, string? system)
    {
        // What the customer says later was not known to the agent before, but a conversation that asks for that is rare.
        var known = string.Join('\n', dialogue.Turns.Where(turn => !turn.IsAgent).Select(turn => turn.Text).Prepend(dialogue.SpecificInformation).Prepend(dialogue.Summary).Prepend(system));
        var said = string.Join('\n', dialogue.Turns.Where(turn => turn.IsAgent).Select(turn => turn.Text));
        return !Placeholders.AreKnown(said, known) ? Reasons.PlaceholderNotInContext
            : settings.CheckFacts && FactCheck.Unknown(said, known) > 0 ? Reasons.FactNotInContext
            : null;
    }
}
