using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FineTune.Core.Datasets;

/// <summary>The line that a provider trains on. Also the canonical form that ids are made of: keys in fixed order, nulls left out.</summary>
public static class ExampleJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 2 * 64,
    };

    /// <summary>UTF-8 without byte order mark and without '\n'. What a valid chat line says is said again in full.</summary>
    public static byte[] ToTrainingLine(ChatExample example) => JsonSerializer.SerializeToUtf8Bytes(example, Options);

    /// <summary>Messages as an array, written as in a line.</summary>
    internal static byte[] ToTurns(IReadOnlyList<ChatTurn> turns) => JsonSerializer.SerializeToUtf8Bytes(turns, Options);
}
