using FineTune.Datasets.Shapes;

namespace FineTune.Functions.Contracts.Datasets;

/// <summary>What a range holds.</summary>
/// <param name="Lines">All lines, blank ones included.</param>
/// <param name="Expanded">Examples beyond the first of their line.</param>
/// <param name="Shapes">Shapes of the lines, with line numbers of the range.</param>
public sealed record RangeResult(
    int Range, long Lines, long Blank, long Valid, long Rejected, long Expanded = 0, IReadOnlyList<ShapeCount>? Shapes = null);
