using System.Text.Encodings.Web;
using System.Text.Json;

namespace FineTune.Durable.Sqlite.Dispatch;

internal static class JsonText
{
    /// <summary>Leaves apostrophes and letters of any alphabet as they are.</summary>
    public static JsonSerializerOptions Relaxed { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
