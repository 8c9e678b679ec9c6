using System.Globalization;

namespace FineTune.Datasets.Json;

/// <summary>What can be wrong with a text.</summary>
[Flags]
internal enum TextFaults
{
    None = 0,
    LoneSurrogate = 1,
    Nul = 2,
    Control = 4,
    Replacement = 8,
}

/// <summary>Looks at the \u escapes of a JSON string without decoding it, because decoding half a surrogate pair throws.</summary>
internal static class EscapeScan
{
    /// <param name="raw">The string's bytes between the quotes; valid JSON.</param>
    public static TextFaults Scan(ReadOnlySpan<byte> raw)
    {
        var faults = TextFaults.None;
        var high = false;
        for (var i = 0; i < raw.Length;)
        {
            var unit = -1;
            if (raw[i] != (byte)'\\')
            {
                var plain = raw[i..].IndexOf((byte)'\\');
                i = plain < 0 ? raw.Length : i + plain;
            }
            else if (raw[i + 1] != (byte)'u')
            {
                faults |= raw[i + 1] is (byte)'b' or (byte)'f' ? TextFaults.Control : TextFaults.None;
                i += 2;
            }
            else
            {
                unit = int.Parse(raw.Slice(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                i += 6;
            }

            var isLow = unit is >= 0xDC00 and <= 0xDFFF;
            if (high != isLow)
            {
                faults |= TextFaults.LoneSurrogate;
            }

            high = unit is >= 0xD800 and <= 0xDBFF;
            faults |= unit switch
            {
                0 => TextFaults.Nul,
                '\t' or '\n' or '\r' => TextFaults.None,
                (> 0 and < 0x20) or (>= 0x7F and < 0xA0) => TextFaults.Control,
                0xFFFD => TextFaults.Replacement,
                _ => TextFaults.None,
            };
        }

        return high ? faults | TextFaults.LoneSurrogate : faults;
    }
}
