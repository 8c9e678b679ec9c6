namespace FineTune.Datasets.Formats.Csv;

/// <summary>The result of scanning the next record.</summary>
/// <param name="IsComplete">The record ends within the bytes.</param>
/// <param name="InQuotes">It does not, and its last cell is quoted.</param>
/// <param name="Length">Bytes without the line end.</param>
/// <param name="Consumed">Bytes with it.</param>
/// <param name="TextAfterQuote">Where text follows a closing quote; -1 where none does.</param>
internal readonly record struct CsvScan(bool IsComplete, bool InQuotes, int Length, int Consumed, int TextAfterQuote);
