using System.Buffers;
using System.Text.Json;

namespace FineTune.Datasets.Formats.Json;

/// <summary>JSON that may span lines.</summary>
internal static class JsonText
{
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = int.MaxValue };

    /// <summary>Whether the bytes are one JSON value; how deep it is nested is for the rules to judge.</summary>
    /// <param name="at">Where they stop being one.</param>
    public static bool IsValue(ReadOnlySpan<byte> bytes, out long at)
    {
        var reader = new Utf8JsonReader(bytes, Deep);
        try
        {
            while (reader.Read())
            {
            }

            at = 0;
            return true;
        }
        catch (JsonException)
        {
            at = Math.Min(reader.BytesConsumed, bytes.Length);
            return false;
        }
    }

    /// <summary>Whether the bytes are the beginning of a JSON value that continues.</summary>
    public static bool IsBeginning(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, isFinalBlock: false, new JsonReaderState(Deep));
        try
        {
            while (reader.Read())
            {
            }

            return reader.CurrentDepth > 0 || reader.TokenType is JsonTokenType.None or JsonTokenType.StartObject or JsonTokenType.StartArray;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Puts a JSON value on one line. Its texts stay as they are written: a line end inside a text is an escape.</summary>
    public static void WriteOnOneLine(ReadOnlySpan<byte> value, IBufferWriter<byte> line)
    {
        while (value.IndexOfAny((byte)'\n', (byte)'\r') is >= 0 and var end)
        {
            line.Write(value[..end]);
            value = value[end..].TrimStart("\r\n\t "u8);
        }

        line.Write(value);
    }
}
