using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FineTune.LocalProvider.Chat.Answering;
using FineTune.LocalProvider.Chat.Requests;
using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Chat.Judging;

/// <summary>A judge: a score from 1 to 10 by stated rules, and the reasons. It reads marks and words, not meaning.</summary>
internal static class JudgeModel
{
    private static readonly string[] ScoreNames = ["score", "rating", "grade"];
    private static readonly string[] ReasonNames = ["reason", "rationale", "explanation", "critique", "comment", "feedback", "justification", "analysis"];

    public static ChatAnswer Answer(ChatRequest request, string model, SeededRandom random)
    {
        if (JudgeSections.Find(request.LastUser) is not { } sections)
            return BaseModel.Answer(request, random);
        var (score, reason) = JudgeRules.Score(sections, Leaning(model), random);
        if (request.Format != AnswerFormat.JsonSchema)
        {
            return new ChatAnswer(string.Create(CultureInfo.InvariantCulture, $"Score: {score}\nReason: {reason}"))
            {
                Value = request.Format == AnswerFormat.JsonObject ? new JsonObject { ["score"] = score, ["reason"] = reason } : null,
            };
        }

        return new ChatAnswer(reason) { Value = new SchemaFiller(request.Schema, reason, random, (name, schema) => Known(name, schema, score, reason)).Fill() };
    }

    private static int Leaning(string model) => model switch
    {
        "local-judge-strict" => -1,
        "local-judge-lenient" => 1,
        _ => 0,
    };

    private static JsonValue? Known(string name, JsonElement schema, int score, string reason)
    {
        var type = SchemaFiller.TypeOf(schema);
        if (type is "integer" or "number" && Array.Exists(ScoreNames, s => name.Contains(s, StringComparison.OrdinalIgnoreCase)))
            return JsonValue.Create(Scaled(schema, score));
        return type == "string" && !schema.TryGetProperty("enum", out _) && Array.Exists(ReasonNames, r => name.Contains(r, StringComparison.OrdinalIgnoreCase)) ? JsonValue.Create(reason) : null;
    }

    // A schema with another range gets the score in that range.
    private static int Scaled(JsonElement schema, int score)
    {
        var low = schema.TryGetProperty("minimum", out var minimum) && minimum.TryGetInt32(out var least) ? least : 1;
        var high = schema.TryGetProperty("maximum", out var maximum) && maximum.TryGetInt32(out var most) ? most : Math.Max(10, low);
        return (low, high) is (1, 10) ? score : (int)Math.Round(low + ((score - 1) / 9.0 * (high - low)));
    }
}
