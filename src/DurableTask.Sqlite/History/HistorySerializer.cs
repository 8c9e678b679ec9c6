using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DurableTask.Core.History;

namespace DurableTask.Sqlite.History;

/// <summary>
/// History events as JSON text, in the very form in which the database stores them: one object an event, named by <c>type</c>, without
/// members that are null. Every event that Core's dispatchers produce is read back as it was written, except <see cref="HistoryEvent.IsPlayed"/>:
/// events that were read count as played.
/// </summary>
public static class HistorySerializer
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer)? t_writer;

    /// <summary>Writes events as one JSON array.</summary>
    /// <exception cref="NotSupportedException">An event is of a type that no dispatcher of Core writes.</exception>
    public static string Serialize(IEnumerable<HistoryEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        return Encoding.UTF8.GetString(ToBytes(events));
    }

    /// <summary>Writes one event as one line of JSON, without the end of the line.</summary>
    /// <exception cref="NotSupportedException">The event is of a type that no dispatcher of Core writes.</exception>
    public static string SerializeLine(HistoryEvent historyEvent)
    {
        ArgumentNullException.ThrowIfNull(historyEvent);
        return Encoding.UTF8.GetString(ToBytes(historyEvent));
    }

    /// <summary>Reads events from a JSON array, or from JSON lines with one event each.</summary>
    /// <exception cref="JsonException">The text is not JSON, or names an unknown type of event.</exception>
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
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return EventReader.Read(ref reader);
    }

    internal static void ReadInto(List<HistoryEvent> events, ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { AllowMultipleValues = true });
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
        // A buffer that one large payload has grown is not kept.
        if (buffer.Capacity <= 64 * 1024)
            t_writer = (buffer, writer);
        return json;
    }
}
