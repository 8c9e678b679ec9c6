using FineTune.Datasets.Formats.Streams;

namespace FineTune.Datasets.Formats.Normalizing;

/// <summary>JSON Lines pass as they are, byte for byte; their lines are counted.</summary>
internal static class LinesNormalizer
{
    /// <summary>Returns how many lines are not blank.</summary>
    public static async Task<long> RunAsync(ByteWindow window, Stream jsonl, CancellationToken cancellationToken)
    {
        var records = 0L;
        var isBlank = true;
        while (!window.IsEmpty)
        {
            await jsonl.WriteAsync(window.Memory, cancellationToken);
            records += Count(window.Bytes, ref isBlank);
            window.Skip(window.Length);
            await window.GrowAsync(cancellationToken);
        }

        return records + (isBlank ? 0 : 1);
    }

    private static long Count(ReadOnlySpan<byte> bytes, ref bool isBlank)
    {
        var count = 0L;
        while (bytes.IndexOf((byte)'\n') is >= 0 and var end)
        {
            count += isBlank && bytes[..end].Trim(" \t\r"u8).IsEmpty ? 0 : 1;
            isBlank = true;
            bytes = bytes[(end + 1)..];
        }

        isBlank &= bytes.Trim(" \t\r"u8).IsEmpty;
        return count;
    }
}
