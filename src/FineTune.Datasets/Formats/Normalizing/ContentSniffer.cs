using FineTune.Datasets.Formats.Json;

namespace FineTune.Datasets.Formats.Normalizing;

/// <summary>Detects the format from the beginning of an (unpacked) file, because names can be wrong.</summary>
internal static class ContentSniffer
{
    private const string Save = "Save the data as UTF-8 text in a supported format, and drop that file.";

    /// <summary>What the content is: of a JSON name, which of the two; of another, what the name says.</summary>
    /// <param name="head">The first 64 KiB or the whole file; without a byte order mark.</param>
    /// <param name="named">The kind by name, unpacked.</param>
    /// <exception cref="FormatRefusedException">No drop begins like this.</exception>
    public static FormatKind Sniff(ReadOnlySpan<byte> head, FormatKind named)
    {
        if (Foreign(head, named) is { } reason)
        {
            throw new FormatRefusedException(reason);
        }

        return named is FormatKind.Csv or FormatKind.Tsv ? named : Json(head.TrimStart(" \t\r\n"u8), named);
    }

    private static string? Foreign(ReadOnlySpan<byte> head, FormatKind named)
    {
        if (head.StartsWith<byte>([0x1F, 0x8B]))
        {
            return "The content is gzip where text is expected: the file is compressed twice, or its name lacks .gz. Unpack it once, or add .gz to its name, and drop it again.";
        }

        if (head.StartsWith("PK\u0003\u0004"u8))
        {
            return "The file is a zip archive or an Excel workbook. " + Save;
        }

        if (head.StartsWith("PAR1"u8))
        {
            return "The file is Parquet. " + Save;
        }

        // For JSON Lines, the rules report it line by line.
        var isWide = head.StartsWith<byte>([0xFF, 0xFE]) || head.StartsWith<byte>([0xFE, 0xFF]);
        return isWide && named != FormatKind.JsonLines ? "The file is UTF-16. Save it as UTF-8 (in Excel: CSV UTF-8), and drop it again." : null;
    }

    private static FormatKind Json(ReadOnlySpan<byte> head, FormatKind named)
    {
        var end = head.IndexOf((byte)'\n');
        var line = end < 0 ? head : head[..end];
        var goesOn = end >= 0 && !head[end..].Trim(" \t\r\n"u8).IsEmpty;
        if (head.StartsWith("["u8))
        {
            // An array on the first of several lines is a bad line, not the file.
            return goesOn && JsonText.IsValue(line, out _) ? FormatKind.JsonLines : FormatKind.Json;
        }

        // One value per line is JSON Lines, whatever the name; and one line is both.
        var isSpread = head.StartsWith("{"u8) && goesOn && JsonText.IsBeginning(line);
        return isSpread && named == FormatKind.Json ? FormatKind.Json : FormatKind.JsonLines;
    }
}
