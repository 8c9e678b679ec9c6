using System.Buffers;
using System.Text;
using System.Text.Json;
using FineTune.Datasets.Json;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Shapes;

namespace FineTune.Datasets.Formats.Csv;

/// <summary>Turns lines of one shape into rows: a column for each of the shape's keys, texts as they are and everything else as JSON. RFC 4180, with '\n' as line end.</summary>
internal sealed class CsvLineWriter(InputShape shape, byte delimiter)
{
    private readonly string[] _columns = shape switch
    {
        InputShape.Chat => ["messages", "tools", "parallel_tool_calls"],
        InputShape.Instruction => ["instruction", "input", "output", "system"],
        InputShape.PromptCompletion => ["prompt", "completion"],
        InputShape.Preference => ["input", "preferred_output", "non_preferred_output"],
        _ => ["instruction", "instances", .. SelfInstructReader.TaskKeys],
    };

    public void WriteHeader(IBufferWriter<byte> output)
    {
        foreach (var (index, column) in _columns.Index())
        {
            Separate(index, output);
            output.Write(Encoding.UTF8.GetBytes(column));
        }

        output.Write("\n"u8);
    }

    /// <param name="line">A JSON object. Keys that are no column are left out.</param>
    public void Write(ReadOnlyMemory<byte> line, IBufferWriter<byte> output)
    {
        using var document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = JsonInspector.MaxDepth });
        foreach (var (index, column) in _columns.Index())
        {
            Separate(index, output);
            if (document.RootElement.TryGetProperty(column, out var value) && value.ValueKind != JsonValueKind.Null)
            {
                Cell(Encoding.UTF8.GetBytes(value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText()), output);
            }
        }

        output.Write("\n"u8);
    }

    private void Separate(int index, IBufferWriter<byte> output)
    {
        if (index > 0)
        {
            output.Write([delimiter]);
        }
    }

    /// <summary>Quoted where it holds a mark of CSV, or white space at its ends that a reader might trim.</summary>
    private void Cell(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        var plain = text.IndexOfAny([delimiter, (byte)'"', (byte)'\r', (byte)'\n']) < 0 && text.Trim((byte)' ').Length == text.Length;
        if (plain)
        {
            output.Write(text);
            return;
        }

        output.Write("\""u8);
        while (text.IndexOf((byte)'"') is >= 0 and var quote)
        {
            output.Write(text[..(quote + 1)]);
            output.Write("\""u8);
            text = text[(quote + 1)..];
        }

        output.Write(text);
        output.Write("\""u8);
    }
}
