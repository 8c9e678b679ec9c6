namespace FineTune.Datasets.Deduplication;

/// <summary>A valid row that belongs to an earlier one: nearly the same, or asked the same (windows/groups.jsonl). Rows that stand alone, or are the first of a group, have none.</summary>
/// <param name="Row">Number of the row among the valid ones, from 0.</param>
/// <param name="Group">Number of the first row of its group.</param>
public sealed record GroupedRow(long Row, long Group);
