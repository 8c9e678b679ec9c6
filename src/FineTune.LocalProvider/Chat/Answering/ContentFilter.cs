using System.Text.Json.Nodes;
using FineTune.LocalProvider.Http;

namespace FineTune.LocalProvider.Chat.Answering;

/// <summary>The annotations of a content filter.</summary>
internal static class ContentFilter
{
    private static readonly string[] Categories = ["hate", "self_harm", "sexual", "violence"];

    public static JsonObject Safe() => Results(null);

    public static ApiException Refusal()
    {
        var results = Results("violence");
        results["jailbreak"] = new JsonObject { ["detected"] = false, ["filtered"] = false };
        return new ApiException(400, "content_filter", "The response was filtered due to the prompt triggering the content management policy. Please modify your prompt and retry. (fault content-filter)", "prompt", null)
        {
            Extra = new JsonObject
            {
                ["status"] = 400,
                ["innererror"] = new JsonObject { ["code"] = "ResponsibleAIPolicyViolation", ["content_filter_result"] = results },
            },
        };
    }

    private static JsonObject Results(string? filtered) => new(Categories.Select(c => KeyValuePair.Create(c,
        (JsonNode?)new JsonObject { ["filtered"] = c == filtered, ["severity"] = c == filtered ? "high" : "safe" })));
}
