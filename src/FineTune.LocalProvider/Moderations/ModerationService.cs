using System.Text.Json;
using System.Text.Json.Nodes;
using FineTune.LocalProvider.Http;
using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Moderations;

/// <summary>Answers moderation requests, from the network and from batches alike.</summary>
internal static class ModerationService
{
    public static JsonObject Moderate(JsonElement body) => new()
    {
        ["id"] = "modr-" + SeededRandom.HexDigest(body.GetRawText())[..24],
        ["model"] = body.Text("model") ?? "omni-moderation-latest",
        ["results"] = new JsonArray([.. Inputs(body).Select(Result)]),
    };

    private static JsonObject Result(string text)
    {
        var scores = Moderator.Score(text);
        return new JsonObject
        {
            ["flagged"] = scores.Any(s => s.Score >= Moderator.Flagged),
            ["categories"] = new JsonObject(scores.Select(s => KeyValuePair.Create(s.Category, (JsonNode?)(s.Score >= Moderator.Flagged)))),
            ["category_scores"] = new JsonObject(scores.Select(s => KeyValuePair.Create(s.Category, (JsonNode?)s.Score))),
            ["category_applied_input_types"] = new JsonObject(scores.Select(s => KeyValuePair.Create(s.Category, (JsonNode?)new JsonArray("text")))),
        };
    }

    private static List<string> Inputs(JsonElement body)
    {
        if (body.Field("input") is not { } input)
            throw ApiException.BadRequest("Missing required parameter: 'input'.", "input", "missing_required_parameter");
        if (input.ValueKind == JsonValueKind.String)
            return [input.Said("input")];
        if (input.ValueKind != JsonValueKind.Array)
            throw JsonReading.Wrong("input", "a string or an array", input);
        return [.. input.EnumerateArray().Select(i => i.ValueKind == JsonValueKind.String ? i.Said("input") : i.Text("text", "input") ?? throw ApiException.BadRequest("Invalid 'input': only text can be moderated here.", "input"))];
    }
}
