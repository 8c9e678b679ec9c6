using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Fixes;

/// <summary>Takes a byte order mark off the start of a line inside the file.</summary>
internal sealed class ByteOrderMarkFix : ILineFix
{
    public string Rule => RuleIds.NotJson;

    public byte[]? Fix(byte[] line, IReadOnlyList<Finding> findings) => line.AsSpan().StartsWith("\uFEFF"u8) ? line[3..] : null;
}
