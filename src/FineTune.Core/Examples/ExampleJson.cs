using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FineTune.Core.Examples;

/// <summary>The line that a provider trains on. Also the canonical form that ids are made of: keys in fixed order, nulls left out.</summary>
public static class ExampleJson
{
    private const int KeptBytes = 1024 * 1024;
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static readonly JsonEncodedText Messages = JsonEncodedText.Encode("messages");
    private static readonly JsonEncodedText Role = JsonEncodedText.Encode("role");
    private static readonly JsonEncodedText Content = JsonEncodedText.Encode("content");
    private static readonly JsonEncodedText Name = JsonEncodedText.Encode("name");
    private static readonly JsonEncodedText Weight = JsonEncodedText.Encode("weight");
    private static readonly JsonEncodedText ToolCalls = JsonEncodedText.Encode("tool_calls");
    private static readonly JsonEncodedText ToolCallId = JsonEncodedText.Encode("tool_call_id");
    private static readonly JsonEncodedText Refusal = JsonEncodedText.Encode("refusal");
    private static readonly JsonEncodedText Tools = JsonEncodedText.Encode("tools");
    private static readonly JsonEncodedText Parallel = JsonEncodedText.Encode("parallel_tool_calls");

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary>UTF-8 without byte order mark and without '\n'. What a valid chat line says is said again in full.</summary>
    public static byte[] ToTrainingLine(ChatExample example) => Render(example).ToArray();

    /// <summary>Messages as an array, written as in a line.</summary>
    public static byte[] ToTurns(IReadOnlyList<ChatTurn> turns) => Render(writer => Write(writer, turns)).ToArray();

    /// <summary>The same bytes; good until the thread's next call.</summary>
    internal static ReadOnlySpan<byte> Render(ChatExample example)
    {
        ArgumentNullException.ThrowIfNull(example);
        return Render(writer => Write(writer, example));
    }

    private static ReadOnlySpan<byte> Render(Action<Utf8JsonWriter> write)
    {
        if (_buffer is null || _buffer.Capacity > KeptBytes)
        {
            _buffer = new ArrayBufferWriter<byte>();
            _writer = new Utf8JsonWriter(_buffer, Options);
        }

        _buffer.ResetWrittenCount();
        _writer!.Reset(_buffer);
        write(_writer);
        _writer.Flush();
        return _buffer.WrittenSpan;
    }

    private static void Write(Utf8JsonWriter writer, ChatExample example)
    {
        writer.WriteStartObject();
        writer.WritePropertyName(Messages);
        Write(writer, example.Messages);
        Write(writer, Tools, example.Tools);
        if (example.ParallelToolCalls is { } parallel)
        {
            writer.WriteBoolean(Parallel, parallel);
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, IReadOnlyList<ChatTurn> turns)
    {
        writer.WriteStartArray();
        foreach (var turn in turns)
        {
            Write(writer, turn);
        }

        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, ChatTurn turn)
    {
        writer.WriteStartObject();
        Write(writer, Role, turn.Role);
        Write(writer, Content, turn.Content);
        Write(writer, Name, turn.Name);
        if (turn.Weight is { } weight)
        {
            writer.WriteNumber(Weight, weight);
        }

        Write(writer, ToolCalls, turn.ToolCalls);
        Write(writer, ToolCallId, turn.ToolCallId);
        Write(writer, Refusal, turn.Refusal);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, JsonEncodedText name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }

    private static void Write(Utf8JsonWriter writer, JsonEncodedText name, JsonElement? element)
    {
        if (element is { } value)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }
    }
}
