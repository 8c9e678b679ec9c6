using FineTune.Datasets.Rows;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Conversion;

/// <summary>What became of a line that was to be converted.</summary>
/// <param name="From">The line's shape; null if it is unknown.</param>
/// <param name="Lines">UTF-8 without line ends; empty when the line was not converted, several where a task was split.</param>
/// <param name="Losses">Each once; empty if the new line gives the same example as the old one.</param>
/// <param name="Findings">Of the line as it was.</param>
/// <param name="Refusal">Why a valid line has no place in the other shape; null elsewhere.</param>
public sealed record ConvertedLine(
    InputShape? From, IReadOnlyList<byte[]> Lines, IReadOnlyList<ConversionLoss> Losses, IReadOnlyList<Finding> Findings, string? Refusal)
{
    public bool IsConverted => Lines.Count > 0;
}
