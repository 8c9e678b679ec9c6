using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DurableTask.Core.History;

namespace DurableTask.Sqlite.History;

/// <summary>
/// Converts history events to and from JSON, in the format in which the database stores them: an object per event, with its
/// <c>type</c> and all members that are not null. All events that Core's dispatchers write are restored as they were, except that
/// <see cref="HistoryEvent.IsPlayed"/> is always true.
/// </summary>
public static class HistorySerializer
{
    private static readonly JsonWriterOptions s_options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private static readonly JsonReaderOptions s_readerOptions = new() { AllowMultipleValues = true, MaxDepth = 256 };

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer)? t_writer;

    /// <summary>Serializes events to a JSON array.</summary>
    /// <exception cref="NotSupportedException">Core's dispatchers never write events of this type.</exception>
    public static string Serialize(IEnumerable<HistoryEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        return Encoding.UTF8.GetString(ToBytes(events));
    }

    /// <summary>Serializes an event to a line of JSON without the line break.</summary>
    /// <exception cref="NotSupportedException">Core's dispatchers never write events of this type.</exception>
    public static string SerializeLine(HistoryEvent historyEvent)
    {
        ArgumentNullException.ThrowIfNull(historyEvent);
        return Encoding.UTF8.GetString(ToBytes(historyEvent));
    }

    /// <summary>Deserializes events from a JSON array, or from JSON Lines with one event per line.</summary>
    /// <exception cref="JsonException">The text is not valid JSON, or an event has an unknown type.</exception>
    public static IReadOnlyList<HistoryEvent> Deserialize(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        List<HistoryEvent> events = [];
        ReadInto(events, Encoding.UTF8.GetBytes(json));
        return events;
    }

    internal static byte[] ToBytes(IEnumerable<HistoryEvent> events)
    {
        (ArrayBufferWriter<byte> buffer, Utf8JsonWriter writer) = Rent();
        writer.WriteStartArray();
        foreach (HistoryEvent historyEvent in events)
            EventWriter.Write(writer, historyEvent);
        writer.WriteEndArray();
        return Take(buffer, writer);
    }

    internal static byte[] ToBytes(HistoryEvent historyEvent)
    {
        (ArrayBufferWriter<byte> buffer, Utf8JsonWriter writer) = Rent();
        EventWriter.Write(writer, historyEvent);
        return Take(buffer, writer);
    }

    internal static HistoryEvent ReadOne(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, s_readerOptions);
        reader.Read();
        return EventReader.Read(ref reader);
    }

    internal static void ReadInto(List<HistoryEvent> events, ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, s_readerOptions);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                HistoryEvent historyEvent = EventReader.Read(ref reader);
                historyEvent.IsPlayed = true;
                events.Add(historyEvent);
            }
        }
    }

    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer) Rent()
    {
        if (t_writer is { } rented)
        {
            t_writer = null;
            rented.Buffer.ResetWrittenCount();
            rented.Writer.Reset(rented.Buffer);
            return rented;
        }

        var buffer = new ArrayBufferWriter<byte>(1024);
        return (buffer, new Utf8JsonWriter(buffer, s_options));
    }

    private static byte[] Take(ArrayBufferWriter<byte> buffer, Utf8JsonWriter writer)
    {
        writer.Flush();
        byte[] json = buffer.WrittenSpan.ToArray();
        // A buffer that has grown for a large payload is not kept.
        if (buffer.Capacity <= 64 * 1024)
            t_writer = (buffer, writer);
        return json;
    }
}
