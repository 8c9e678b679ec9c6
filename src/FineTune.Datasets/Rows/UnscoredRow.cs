using FineTune.Core.Examples;

namespace FineTune.Datasets.Rows;

/// <summary>A row no judge could score (unscored.jsonl), with the reason.</summary>
public sealed record UnscoredRow(string Id, ExampleOrigin Origin, long? Line, string Reason, ChatExample Example);
