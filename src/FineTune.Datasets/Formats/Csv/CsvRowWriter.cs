using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using FineTune.Datasets.Formats.Json;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Formats.Csv;

/// <summary>Turns a row's cells into a line: one key for each column.</summary>
internal sealed class CsvRowWriter(CsvHeader header)
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly ArrayBufferWriter<byte> _json = new();
    private readonly JsonEncodedText[] _names = [.. header.Columns.Select(column => JsonEncodedText.Encode(column.Name ?? "", Options.Encoder))];
    private byte[] _text = [];

    /// <summary>The line made last; valid until the next one.</summary>
    public ReadOnlyMemory<byte> Line => _line.WrittenMemory;

    /// <summary>Every cell is empty.</summary>
    public static bool IsBlank(List<CsvCell> cells) => cells.TrueForAll(cell => cell.Length == 0);

    /// <summary>Makes <see cref="Line"/>. Otherwise the rule that says why not, and where in the record.</summary>
    public (string Rule, long? At)? Write(ReadOnlySpan<byte> record, List<CsvCell> cells)
    {
        if (!Utf8.IsValid(record))
        {
            return (RuleIds.RecordNotUtf8, null);
        }

        var surplus = cells.FindIndex(Math.Min(cells.Count, _names.Length), cell => cell.Length > 0);
        if (surplus >= 0)
        {
            return (RuleIds.SurplusCells, cells[surplus].Start);
        }

        _line.ResetWrittenCount();
        using var writer = new Utf8JsonWriter(_line, Options);
        writer.WriteStartObject();
        for (var i = 0; i < Math.Min(cells.Count, _names.Length); i++)
        {
            var column = header.Columns[i];
            if (column.Name is not null && !Write(writer, _names[i], column.Kind, Text(record, cells[i])))
            {
                return (RuleIds.CellNotJson, cells[i].Start);
            }
        }

        writer.WriteEndObject();
        return null;
    }

    private bool Write(Utf8JsonWriter writer, JsonEncodedText name, CsvCellKind kind, ReadOnlySpan<byte> text)
    {
        var isJson = kind is CsvCellKind.JsonArray or CsvCellKind.OptionalJson;
        if (isJson ? text.Trim(" \t\r\n"u8).IsEmpty : text.IsEmpty)
        {
            if (kind == CsvCellKind.Text)
            {
                writer.WriteString(name, text);
            }
            else if (kind == CsvCellKind.JsonArray)
            {
                writer.WriteStartArray(name);
                writer.WriteEndArray();
            }

            return true;
        }

        if (!isJson)
        {
            writer.WriteString(name, text);
            return true;
        }

        if (!JsonText.IsValue(text, out _))
        {
            return false;
        }

        _json.ResetWrittenCount();
        JsonText.WriteOnOneLine(text, _json);
        writer.WritePropertyName(name);
        writer.WriteRawValue(_json.WrittenSpan, skipInputValidation: true);
        return true;
    }

    private ReadOnlySpan<byte> Text(ReadOnlySpan<byte> record, CsvCell cell)
    {
        var raw = cell.Raw(record);
        if (!cell.HasQuotes)
        {
            return raw;
        }

        if (_text.Length < raw.Length)
        {
            _text = new byte[raw.Length];
        }

        var length = 0;
        while (raw.IndexOf("\"\""u8) is >= 0 and var pair)
        {
            raw[..(pair + 1)].CopyTo(_text.AsSpan(length));
            length += pair + 1;
            raw = raw[(pair + 2)..];
        }

        raw.CopyTo(_text.AsSpan(length));
        return _text.AsSpan(0, length + raw.Length);
    }
}
