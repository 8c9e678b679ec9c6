using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FineTune.LocalProvider.Http;
using FineTune.LocalProvider.Storage;
using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Training;

/// <summary>
/// What a tuned model keeps: up to 5,000 examples, newest first. A model trained from another keeps the parent's, less some that it forgets:
/// a fifth per generation without replay, in proportion less with it, none when a twentieth of the parent's examples or more was replayed.
/// </summary>
internal static class TrainedMemory
{
    public const int Most = 5000;
    private const double Forgets = 0.2;
    private const double EnoughReplay = 0.05;

    public static List<TrainingExample> Read(string path)
    {
        var examples = new List<TrainingExample>();
        foreach (var line in TrainingFile.Lines(path))
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            examples.Add(new TrainingExample(root.GetProperty("p").GetString()!, root.GetProperty("a").GetString()!, root.Text("t"), root.GetProperty("g").GetInt32()));
        }

        return examples;
    }

    public static void Write(string path, IReadOnlyList<TrainingExample> trained, IReadOnlyList<TrainingExample> parent)
    {
        using var stream = new MemoryStream();
        foreach (var example in Merge(trained, parent))
        {
            stream.Write(ApiReply.Bytes(new JsonObject { ["p"] = example.Prompt, ["a"] = example.Answer, ["t"] = example.ToolCalls, ["g"] = example.Generation }));
            stream.WriteByte((byte)'\n');
        }

        AtomicFile.Write(path, stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    public static IEnumerable<TrainingExample> Merge(IReadOnlyList<TrainingExample> trained, IReadOnlyList<TrainingExample> parent)
    {
        var prompts = trained.Select(t => t.Prompt).ToHashSet(StringComparer.Ordinal);
        var replayed = parent.Count == 0 ? 0 : (double)parent.Count(p => prompts.Contains(p.Prompt)) / parent.Count;
        var loss = Forgets * Math.Max(0, 1 - (replayed / EnoughReplay));
        // The draw depends on the example and its generation, not on the model's id: the same training forgets the same.
        var kept = parent.Where(p => !prompts.Contains(p.Prompt)
            && !SeededRandom.From("forget", p.Prompt, p.Generation.ToString(CultureInfo.InvariantCulture)).Chance(loss))
            .Select(p => p with { Generation = p.Generation + 1 });
        return trained.DistinctBy(t => (t.Prompt, t.Answer)).Concat(kept).Take(Most);
    }
}
