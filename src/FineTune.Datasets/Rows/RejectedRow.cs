using FineTune.Core.Examples;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Rows;

/// <summary>A line or candidate that was rejected (rejected.jsonl), its bytes kept.</summary>
/// <param name="Line">1-based line of the source; null for a generated candidate.</param>
/// <param name="Offset">Byte offset in source.jsonl; null for a generated candidate.</param>
/// <param name="Length">Bytes in source.jsonl, without the line end.</param>
/// <param name="Raw">The line as text when it is valid UTF-8 and at most 1 MiB.</param>
/// <param name="RawBase64">The line's bytes when it is not valid UTF-8 and at most 1 MiB. Longer lines are read at their offset.</param>
/// <remarks>Of a record that its container could not give (FT131 to FT139), the raw bytes are the record's own, not those of its line.</remarks>
public sealed record RejectedRow(
    ExampleOrigin Origin, string? Id, long? Line, long? Offset, long? Length, IReadOnlyList<Finding> Findings, string? Raw, string? RawBase64)
{
    /// <summary>Rejected lines up to this length are kept in the row itself; longer ones are read at their offset.</summary>
    public const int MaxRawBytes = 1024 * 1024;
}
