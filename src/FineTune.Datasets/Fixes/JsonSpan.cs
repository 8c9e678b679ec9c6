using System.Text.Json;
using FineTune.Datasets.Json;

namespace FineTune.Datasets.Fixes;

/// <summary>A JSON value with its place in the bytes, so that a line can be fixed without being written again.</summary>
/// <param name="Start">Of its first byte.</param>
/// <param name="End">Behind its last byte.</param>
internal sealed record JsonSpan(JsonTokenType Kind, int Start, int End, IReadOnlyList<JsonMember> Members, IReadOnlyList<JsonSpan> Items)
{
    /// <summary>The value of valid JSON of at most <see cref="JsonInspector.MaxDepth"/> levels.</summary>
    public static JsonSpan Parse(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = JsonInspector.MaxDepth });
        reader.Read();
        return Read(ref reader);
    }

    public bool IsObject => Kind == JsonTokenType.StartObject;

    public bool IsArray => Kind == JsonTokenType.StartArray;

    public bool IsText => Kind == JsonTokenType.String;

    /// <summary>The member of a name; null where there is none, and for what is not an object.</summary>
    public JsonMember? this[string name] => Members.FirstOrDefault(member => member.Name == name);

    /// <summary>Bytes between the quotes of a text, escapes as they are.</summary>
    public ReadOnlySpan<byte> Inner(ReadOnlySpan<byte> bytes) => bytes[(Start + 1)..(End - 1)];

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> bytes) => bytes[Start..End];

    private static JsonSpan Read(ref Utf8JsonReader reader)
    {
        var (kind, start) = (reader.TokenType, (int)reader.TokenStartIndex);
        var members = new List<JsonMember>();
        var items = new List<JsonSpan>();
        if (kind == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                var (name, keyStart, keyEnd) = (reader.GetString()!, (int)reader.TokenStartIndex, (int)reader.TokenStartIndex + reader.ValueSpan.Length + 2);
                reader.Read();
                members.Add(new JsonMember(name, keyStart, keyEnd, Read(ref reader)));
            }
        }
        else if (kind == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                items.Add(Read(ref reader));
            }
        }

        var length = kind == JsonTokenType.String ? reader.ValueSpan.Length + 2 : reader.ValueSpan.Length;
        return new JsonSpan(kind, start, (int)reader.TokenStartIndex + length, members, items);
    }
}

/// <summary>A member of an object.</summary>
/// <param name="Start">Of the key's first quote.</param>
/// <param name="KeyEnd">Behind its last quote.</param>
internal sealed record JsonMember(string Name, int Start, int KeyEnd, JsonSpan Value);
