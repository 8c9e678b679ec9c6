using System.Collections;
using System.Globalization;
using System.Text.Json;
using DurableTask.Core;

namespace DurableTask.Sqlite.History;

/// <summary>Reads and writes failure details, including inner failures and custom properties.</summary>
internal static class FailureJson
{
    private const int MaxDepth = 50;

    /// <summary>Writes a failure. Inner failures and nested properties deeper than 50 levels are cut off.</summary>
    public static void Write(Utf8JsonWriter json, FailureDetails failure, int depth = 0)
    {
        json.WriteStartObject();
        json.WriteString("type", failure.ErrorType);
        json.WriteString("message", failure.ErrorMessage);
        if (failure.StackTrace is not null)
            json.WriteString("stack", failure.StackTrace);
        if (failure.IsNonRetriable)
            json.WriteBoolean("nonRetriable", true);
        if (failure.InnerFailure is not null && depth < MaxDepth)
        {
            json.WritePropertyName("inner");
            Write(json, failure.InnerFailure, depth + 1);
        }

        if (failure.Properties is not null)
        {
            json.WritePropertyName("properties");
            WriteValue(json, failure.Properties, depth);
        }

        json.WriteEndObject();
    }

    public static FailureDetails Read(ref Utf8JsonReader json)
    {
        string type = "", message = "";
        string? stack = null;
        bool nonRetriable = false;
        FailureDetails? inner = null;
        IDictionary<string, object?>? properties = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = json.GetString()!;
            json.Read();
            switch (name)
            {
                case "type": type = json.GetString()!; break;
                case "message": message = json.GetString()!; break;
                case "stack": stack = json.GetString(); break;
                case "nonRetriable": nonRetriable = json.GetBoolean(); break;
                case "inner": inner = Read(ref json); break;
                case "properties": properties = ReadValue(ref json) as IDictionary<string, object?>; break;
                default: json.Skip(); break;
            }
        }

        return new FailureDetails(type, message, stack, inner, nonRetriable, properties);
    }

    /// <summary>Writes strings, numbers, Booleans, lists and dictionaries as they are, and everything else as a string.</summary>
    private static void WriteValue(Utf8JsonWriter json, object? value, int depth)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case string text: json.WriteStringValue(text); break;
            case bool truth: json.WriteBooleanValue(truth); break;
            case byte or sbyte or short or ushort or int or uint or long:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case decimal number: json.WriteNumberValue(number); break;
            case double number when double.IsFinite(number): json.WriteNumberValue(number); break;
            case float number when float.IsFinite(number): json.WriteNumberValue(number); break;
            case IDictionary<string, object?> map when depth < MaxDepth:
                json.WriteStartObject();
                foreach ((string name, object? member) in map)
                {
                    json.WritePropertyName(name);
                    WriteValue(json, member, depth + 1);
                }

                json.WriteEndObject();
                break;
            case IEnumerable list when depth < MaxDepth:
                json.WriteStartArray();
                foreach (object? item in list)
                    WriteValue(json, item, depth + 1);
                json.WriteEndArray();
                break;
            default: json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture)); break;
        }
    }

    private static object? ReadValue(ref Utf8JsonReader json)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.StartObject:
                Dictionary<string, object?> map = [];
                while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
                {
                    string name = json.GetString()!;
                    json.Read();
                    map[name] = ReadValue(ref json);
                }

                return map;
            case JsonTokenType.StartArray:
                List<object?> list = [];
                while (json.Read() && json.TokenType != JsonTokenType.EndArray)
                    list.Add(ReadValue(ref json));
                return list;
            case JsonTokenType.Number:
                return json.TryGetInt64(out long whole) ? (object)whole : json.GetDouble();
            case JsonTokenType.True or JsonTokenType.False:
                return json.GetBoolean();
            default:
                return json.TokenType == JsonTokenType.Null ? null : json.GetString();
        }
    }
}
