using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using FineTune.Datasets.Lines;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Formats;

/// <summary>
/// A record that its container could not give, as it is in source.jsonl in place of an example: the rule, its place in the
/// (unpacked) file and its bytes. <c>LineValidator</c> rejects it with that rule and those bytes.
/// </summary>
/// <param name="Rule">FT131 to FT139.</param>
/// <param name="Offset">Of its first byte in the unpacked file.</param>
/// <param name="Length">In bytes.</param>
/// <param name="At">Where in the record the trouble begins, from 0; null for the whole record.</param>
internal sealed record UnreadableRecord(string Rule, long Offset, long Length, long? At = null)
{
    private const string RuleKey = "$unreadable";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The record's text, where it was kept and is UTF-8.</summary>
    public string? Raw { get; private init; }

    /// <summary>The record's bytes, where they were kept and are not UTF-8.</summary>
    public string? RawBase64 { get; private init; }

    /// <summary>What is wrong and where; quotes nothing.</summary>
    public string Message
    {
        get
        {
            var from = At is { } at ? string.Create(CultureInfo.InvariantCulture, $", from its byte {at + 1} on") : "";
            return string.Create(CultureInfo.InvariantCulture, $"{RuleBook.Get(Rule).Title}: a record of {Length} bytes at byte {Offset} of the unpacked file{from}.");
        }
    }

    /// <summary>Writes the line. Bytes that are too many to be kept are left to the copy of the drop, at their offset.</summary>
    public void Write(ReadOnlySpan<byte> raw, ArrayBufferWriter<byte> line)
    {
        WriteLine(raw.Length == Length && raw.Length <= RejectedRow.MaxRawBytes ? raw : default, line);
        if (line.WrittenCount > JsonlRangeReader.DefaultMaxLineBytes)
        {
            line.ResetWrittenCount();
            WriteLine(default, line);
        }
    }

    /// <summary>The record that a line of source.jsonl stands for; null where it is an ordinary line.</summary>
    public static UnreadableRecord? Read(ReadOnlyMemory<byte> line)
    {
        if (!line.Span.StartsWith("{\"$unreadable\":\"FT13"u8))
        {
            return null;
        }

        try
        {
            // Anybody may write such a line into a drop; it is rejected then, as it would be without this reading.
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            var rule = root.GetProperty(RuleKey).GetString()!;
            return RuleBook.Find(rule) is null ? null
                : new UnreadableRecord(rule, root.GetProperty("offset").GetInt64(), root.GetProperty("length").GetInt64(), root.TryGetProperty("at", out var at) ? at.GetInt64() : null)
                {
                    Raw = root.TryGetProperty("raw", out var raw) ? raw.GetString() : null,
                    RawBase64 = root.TryGetProperty("rawBase64", out var bytes) ? bytes.GetString() : null,
                };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private void WriteLine(ReadOnlySpan<byte> raw, ArrayBufferWriter<byte> line)
    {
        using var writer = new Utf8JsonWriter(line, Options);
        writer.WriteStartObject();
        writer.WriteString(RuleKey, Rule);
        writer.WriteNumber("offset", Offset);
        writer.WriteNumber("length", Length);
        if (At is { } at)
        {
            writer.WriteNumber("at", at);
        }

        if (raw.IsEmpty)
        {
            // Nothing to keep, or too much.
        }
        else if (Utf8.IsValid(raw))
        {
            writer.WriteString("raw", raw);
        }
        else
        {
            writer.WriteBase64String("rawBase64", raw);
        }

        writer.WriteEndObject();
    }
}
