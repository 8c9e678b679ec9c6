using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Json;

/// <summary>What can be said about a line's bytes before its values are looked at: encoding, syntax, depth, duplicate keys, characters.</summary>
internal static class JsonInspector
{
    public const int MaxDepth = 64;

    [ThreadStatic]
    private static JsonPathTracker? _tracker;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth + 1, CommentHandling = JsonCommentHandling.Disallow };

    /// <summary>Reports what is wrong. Without an error the bytes are one JSON object that can be parsed, each text well formed.</summary>
    public static void Inspect(ReadOnlySpan<byte> bytes, LineFindings findings)
    {
        if (!Utf8.IsValid(bytes))
        {
            findings.Add(RuleIds.NotUtf8, Utf8Message(bytes));
            return;
        }

        var reader = new Utf8JsonReader(bytes, Options);
        var path = _tracker ??= new JsonPathTracker();
        path.Reset();
        var replaced = bytes.IndexOf("\uFFFD"u8) >= 0;
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && reader.CurrentDepth >= MaxDepth)
                {
                    findings.Add(RuleIds.TooDeep, $"Column {Column(bytes, reader.TokenStartIndex)} opens level {MaxDepth + 1}; at most {MaxDepth} levels are allowed.");
                    return;
                }

                if (reader.CurrentDepth == 0 && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndObject) && !path.Started)
                {
                    // Read on: a line that is no JSON at all should be called that.
                    path.RootIsNoObject = true;
                }

                Visit(bytes, ref reader, path, replaced, findings);
            }
        }
        catch (JsonException e)
        {
            findings.Add(RuleIds.NotJson, SyntaxMessage(bytes, (int)Math.Min(e.BytePositionInLine ?? 0, bytes.Length)));
            return;
        }

        if (path.RootIsNoObject)
        {
            findings.Add(RuleIds.NotAnObject);
        }
    }

    private static void Visit(ReadOnlySpan<byte> bytes, ref Utf8JsonReader reader, JsonPathTracker path, bool replaced, LineFindings findings)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
        {
            path.Enter(reader.TokenType);
            return;
        }

        var raw = reader.ValueSpan;
        var faults = reader.ValueIsEscaped ? EscapeScan.Scan(raw) : TextFaults.None;
        if (replaced && raw.IndexOf("\uFFFD"u8) >= 0)
        {
            faults |= TextFaults.Replacement;
        }

        if (reader.TokenType == JsonTokenType.String)
        {
            path.Enter(reader.TokenType);
        }
        else
        {
            // A key with a lone surrogate has no text; its raw form stands in, so that the pass can continue.
            var key = !reader.ValueIsEscaped ? null : faults.HasFlag(TextFaults.LoneSurrogate) ? Encoding.UTF8.GetString(raw) : reader.GetString();
            if (!path.EnterKey(bytes, (int)reader.TokenStartIndex + 1, raw.Length, key))
            {
                var current = path.Current(bytes);
                findings.Add(RuleIds.DuplicateKey, $"{current} occurs more than once.", current);
            }
        }

        if (faults != TextFaults.None)
        {
            Report(faults, path.Current(bytes), findings);
        }
    }

    private static void Report(TextFaults faults, string path, LineFindings findings)
    {
        if (faults.HasFlag(TextFaults.LoneSurrogate))
        {
            findings.Add(RuleIds.LoneSurrogate, $"{path} contains half of a surrogate pair.", path);
        }

        if (faults.HasFlag(TextFaults.Nul))
        {
            findings.Add(RuleIds.NulCharacter, $"{path} contains a NUL character.", path);
        }

        if (faults.HasFlag(TextFaults.Control))
        {
            findings.Add(RuleIds.ControlCharacter, $"{path} contains a control character.", path);
        }

        if (faults.HasFlag(TextFaults.Replacement))
        {
            findings.Add(RuleIds.ReplacementCharacter, $"{path} contains U+FFFD.", path);
        }
    }

    private static string Utf8Message(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith<byte>([0xFF, 0xFE]) || bytes.StartsWith<byte>([0xFE, 0xFF]))
        {
            return "The line starts with a UTF-16 byte order mark; UTF-8 is needed.";
        }

        var valid = 0;
        while (Rune.DecodeFromUtf8(bytes[valid..], out _, out var consumed) == OperationStatus.Done)
        {
            valid += consumed;
        }

        return $"Byte {valid + 1} of the line is not UTF-8.";
    }

    private static string SyntaxMessage(ReadOnlySpan<byte> bytes, int position)
    {
        if (bytes.Contains((byte)0))
        {
            return $"The line contains NUL bytes (the first in column {Column(bytes, bytes.IndexOf((byte)0))}): is the file UTF-16, or half copied? UTF-8 is needed.";
        }

        if (bytes.StartsWith("\uFEFF"u8))
        {
            return "A byte order mark is at the start of the line, in column 1. Was the file joined from several? Only the start of the file may have one.";
        }

        return position >= bytes.Length
            ? $"The line ends in the middle of a value, after column {Column(bytes, bytes.Length) - 1}."
            : $"The line is not JSON from column {Column(bytes, position)} on.";
    }

    /// <summary>1-based, in characters.</summary>
    private static int Column(ReadOnlySpan<byte> bytes, long position) => Encoding.UTF8.GetCharCount(bytes[..(int)position]) + 1;
}
