using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DurableTask.Core;

namespace DurableTask.Sqlite.History;

/// <summary>The parts that several events and the table instances have in common: tags, parent and failure.</summary>
internal static class JsonParts
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonReaderOptions s_readerOptions = new() { MaxDepth = 256 };

    private delegate T Reading<out T>(ref Utf8JsonReader json);

    public static string? TagsToText(IDictionary<string, string>? tags) =>
        tags is null || tags.Count == 0 ? null : ToText(json => WriteTagObject(json, tags));

    public static Dictionary<string, string>? TagsFromText(string? text) => FromText(text, ReadTags);

    public static string? ParentToText(ParentInstance? parent) =>
        parent is null ? null : ToText(json => WriteParentObject(json, parent));

    public static ParentInstance? ParentFromText(string? text) => FromText(text, ReadParent);

    public static string? FailureToText(FailureDetails? failure) =>
        failure is null ? null : ToText(json => FailureJson.Write(json, failure));

    public static FailureDetails? FailureFromText(string? text) => FromText(text, FailureJson.Read);

    public static void WriteTags(Utf8JsonWriter json, string name, IDictionary<string, string>? tags)
    {
        if (tags is null || tags.Count == 0)
            return;
        json.WritePropertyName(name);
        WriteTagObject(json, tags);
    }

    public static void WriteParent(Utf8JsonWriter json, string name, ParentInstance? parent)
    {
        if (parent is null)
            return;
        json.WritePropertyName(name);
        WriteParentObject(json, parent);
    }

    public static void WriteFailure(Utf8JsonWriter json, string name, FailureDetails? failure)
    {
        if (failure is null)
            return;
        json.WritePropertyName(name);
        FailureJson.Write(json, failure);
    }

    public static Dictionary<string, string> ReadTags(ref Utf8JsonReader json)
    {
        Dictionary<string, string> tags = [];
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = json.GetString()!;
            json.Read();
            tags[name] = json.GetString()!;
        }

        return tags;
    }

    public static ParentInstance ReadParent(ref Utf8JsonReader json)
    {
        var parent = new ParentInstance { OrchestrationInstance = new OrchestrationInstance() };
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = json.GetString()!;
            json.Read();
            switch (name)
            {
                case "name": parent.Name = json.GetString(); break;
                case "version": parent.Version = json.GetString(); break;
                case "instanceId": parent.OrchestrationInstance.InstanceId = json.GetString(); break;
                case "executionId": parent.OrchestrationInstance.ExecutionId = json.GetString(); break;
                case "taskId": parent.TaskScheduleId = json.GetInt32(); break;
                default: json.Skip(); break;
            }
        }

        return parent;
    }

    public static FailureDetails ReadFailure(ref Utf8JsonReader json) => FailureJson.Read(ref json);

    private static void WriteTagObject(Utf8JsonWriter json, IDictionary<string, string> tags)
    {
        json.WriteStartObject();
        foreach ((string name, string value) in tags)
            json.WriteString(name, value);
        json.WriteEndObject();
    }

    private static void WriteParentObject(Utf8JsonWriter json, ParentInstance parent)
    {
        json.WriteStartObject();
        json.WriteString("name", parent.Name);
        json.WriteString("version", parent.Version);
        json.WriteString("instanceId", parent.OrchestrationInstance?.InstanceId);
        json.WriteString("executionId", parent.OrchestrationInstance?.ExecutionId);
        json.WriteNumber("taskId", parent.TaskScheduleId);
        json.WriteEndObject();
    }

    private static string ToText(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, s_options))
            write(json);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static T? FromText<T>(string? text, Reading<T> read)
        where T : class
    {
        if (text is null)
            return null;
        var json = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), s_readerOptions);
        json.Read();
        return read(ref json);
    }
}
