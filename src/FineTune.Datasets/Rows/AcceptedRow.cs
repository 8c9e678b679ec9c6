using FineTune.Core.Examples;

namespace FineTune.Datasets.Rows;

/// <summary>A row of an increment (accepted.jsonl).</summary>
/// <param name="Split">train, validation or retention.</param>
/// <param name="Score">Mean of the panel; null where judging is off.</param>
public sealed record AcceptedRow(
    string Id, ExampleOrigin Origin, long? Line, int Tokens, double? Score, SplitKind Split, ChatExample Example);
