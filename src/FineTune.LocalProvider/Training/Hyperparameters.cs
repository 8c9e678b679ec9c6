using System.Text.Json;
using System.Text.Json.Nodes;
using FineTune.LocalProvider.Http;

namespace FineTune.LocalProvider.Training;

/// <summary>What was asked for (<c>"auto"</c> or numbers), and what auto becomes.</summary>
internal static class Hyperparameters
{
    private const int TargetEpochs = 3;
    private const int FewestTarget = 100;
    private const int MostTarget = 25_000;
    private const int MostEpochs = 25;

    /// <summary>Reads them from the method's block, or from the older top-level field.</summary>
    public static JsonObject Read(JsonElement request, string method)
    {
        var block = request.Field("method")?.Field(method)?.Field("hyperparameters") ?? request.Field("hyperparameters") ?? default;
        var read = new JsonObject
        {
            ["n_epochs"] = Value(block, "n_epochs", 1, 50, whole: true),
            ["batch_size"] = Value(block, "batch_size", 1, 256, whole: true),
            ["learning_rate_multiplier"] = Value(block, "learning_rate_multiplier", double.Epsilon, 1e6, whole: false),
        };
        if (method == "dpo")
            read["beta"] = Value(block, "beta", double.Epsilon, 2, whole: false);
        return read;
    }

    public static int Epochs(JsonObject asked, int examples) => asked["n_epochs"] is JsonValue value && value.TryGetValue(out double epochs) ? (int)epochs : AutoEpochs(examples);

    public static int AutoEpochs(int examples)
    {
        if (examples * TargetEpochs < FewestTarget)
            return Math.Clamp(FewestTarget / Math.Max(1, examples), 1, MostEpochs);
        return (long)examples * TargetEpochs > MostTarget ? Math.Max(1, MostTarget / examples) : TargetEpochs;
    }

    public static int BatchSize(JsonObject asked, int examples) =>
        asked["batch_size"] is JsonValue value && value.TryGetValue(out double size) ? (int)size : Math.Clamp((int)Math.Round(examples * 0.002), 1, 256);

    public static double LearningRate(JsonObject asked, string rootBase) =>
        asked["learning_rate_multiplier"] is JsonValue value && value.TryGetValue(out double rate) ? rate : rootBase.StartsWith("gpt-4o-mini", StringComparison.Ordinal) ? 1.8 : 2;

    private static JsonNode Value(JsonElement block, string name, double minimum, double maximum, bool whole)
    {
        if (block.ValueKind != JsonValueKind.Object || block.Field(name) is not { } value || (value.ValueKind == JsonValueKind.String && value.GetString() == "auto"))
            return "auto";
        if (value.ValueKind != JsonValueKind.Number || (whole && !value.TryGetInt32(out _)))
            throw JsonReading.Wrong($"hyperparameters.{name}", whole ? "an integer or \"auto\"" : "a number or \"auto\"", value);
        return block.Number(name, minimum, maximum)!.Value;
    }
}
