namespace FineTune.Synthesis.Methods.Support;

/// <summary>What the customer or the agent says.</summary>
public sealed record SupportTurn(bool IsAgent, string Text);
