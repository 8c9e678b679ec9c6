using System.Text.Json.Nodes;

namespace FineTune.LocalProvider.Tests;

/// <summary>Rows of the public data sets that FINETUNE_ORACLE_DATA names.</summary>
internal static class OracleData
{
    public static List<(string Prompt, string Answer)> Gsm8k(string file = "train") =>
        Lines($"gsm8k-chat/{file}.jsonl", "microsoft-foundry/fine-tuning, MIT").Select(r =>
        {
            var messages = r["messages"]!.AsArray();
            return (messages[1]!["content"]!.GetValue<string>(), messages[2]!["content"]!.GetValue<string>());
        }).ToList();

    public static List<(string Prompt, string Answer)> T0(string file) =>
        Lines($"t0-prompt-completion/{file}.jsonl", "yizhongw/self-instruct, Apache-2.0").Select(r => (r["prompt"]!.GetValue<string>(), r["completion"]!.GetValue<string>())).ToList();

    public static List<(string Prompt, string Answer)> Seeds() =>
        Lines("self-instruct/seed_tasks.jsonl", "yizhongw/self-instruct, Apache-2.0").Select(r =>
        {
            var instance = r["instances"]![0]!;
            var input = instance["input"]!.GetValue<string>();
            var instruction = r["instruction"]!.GetValue<string>();
            return (input.Length == 0 ? instruction : instruction + "\n" + input, instance["output"]!.GetValue<string>());
        }).ToList();

    public static string File(string path, string source)
    {
        var folder = Environment.GetEnvironmentVariable("FINETUNE_ORACLE_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), $"Set FINETUNE_ORACLE_DATA to a folder that holds {path} ({source}).");
        return Path.GetFullPath(Path.Combine(folder!, path));
    }

    private static IEnumerable<JsonNode> Lines(string path, string source) =>
        System.IO.File.ReadAllText(File(path, source)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!);
}
