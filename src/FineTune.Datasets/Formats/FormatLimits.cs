using FineTune.Datasets.Lines;

namespace FineTune.Datasets.Formats;

/// <summary>How much a drop may ask for. The first two are settings: see docs/operations.md.</summary>
public sealed record FormatLimits
{
    /// <summary>Most bytes a compressed drop may unpack to. Default: 4 GiB.</summary>
    public long MaxExpandedBytes { get; init; } = 4L * 1024 * 1024 * 1024;

    /// <summary>Most bytes that one compressed byte may stand for, once 16 MiB are unpacked; texts stay below 30. Default: 200.</summary>
    public int MaxExpansionRatio { get; init; } = 200;

    /// <summary>Most bytes of one CSV row or JSON element; longer ones are rejected unread. Default: 4 MiB, as for lines.</summary>
    public int MaxRecordBytes { get; init; } = JsonlRangeReader.DefaultMaxLineBytes;
}
