using FineTune.Core.Examples;

namespace FineTune.Datasets.Rows;

/// <summary>A valid line of a drop, as chat (validated.jsonl).</summary>
/// <param name="Id">Content id of the example: equal examples have equal ids.</param>
/// <param name="Shape">What the line was.</param>
/// <param name="Tokens">Exact count in the base model's encoding.</param>
/// <param name="NonPreferred">The losing answer of a preference pair: kept, not trained; null for other shapes.</param>
public sealed record ValidatedRow(
    string Id, long Line, InputShape Shape, int Tokens, ChatExample Example, IReadOnlyList<ChatTurn>? NonPreferred = null);
