namespace FineTune.Datasets.Formats.Csv;

/// <summary>A cell, by its place in the record; without its outer quotes.</summary>
/// <param name="HasQuotes">Two quotes inside stand for one.</param>
internal readonly record struct CsvCell(int Start, int Length, bool HasQuotes)
{
    public ReadOnlySpan<byte> Raw(ReadOnlySpan<byte> record) => record.Slice(Start, Length);
}
