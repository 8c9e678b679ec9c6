using System.Text.Json;

namespace FineTune.Core;

/// <summary>What a JSON value is called in messages.</summary>
public static class JsonKind
{
    /// <summary>With its article, for example <c>an object</c>.</summary>
    public static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };
}
