namespace FineTune.Core.Datasets;

/// <summary>A valid line of a drop, as chat (validated.jsonl).</summary>
/// <param name="Id">Content id of the example: equal examples have equal ids.</param>
/// <param name="Shape">chat, instruction or promptCompletion: what the line was.</param>
/// <param name="Tokens">Exact count in the base model's encoding.</param>
public sealed record ValidatedRow(string Id, long Line, InputShape Shape, int Tokens, ChatExample Example);

/// <summary>The shapes a line may have.</summary>
public enum InputShape
{
    Chat,
    Instruction,
    PromptCompletion,
}
