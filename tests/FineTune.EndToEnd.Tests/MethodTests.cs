using System.Text.Json;
using FineTune.Core.Registry;
using FineTune.Core.Storage;
using FineTune.Datasets.Reports;

namespace FineTune.EndToEnd.Tests;

/// <summary>
/// Every method of a mix works on a drop from end to end, with the local provider's teacher, and the report counts each. Its answers are recorded, and the recording
/// in the teacher's place gives the same rows without a call.
/// </summary>
public sealed class MethodTests
{
    [Fact]
    public async Task Try_SeedTasks_EachMethodThatTheyFeedKeepsRows()
    {
        var folder = Environment.GetEnvironmentVariable("FINETUNE_ORACLE_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "FINETUNE_ORACLE_DATA names no folder with self-instruct/seed_tasks.jsonl (yizhongw/self-instruct, Apache-2.0).");
        var lines = await File.ReadAllLinesAsync(Path.Combine(folder!, "self-instruct", "seed_tasks.jsonl"), TestContext.Current.CancellationToken);

        var pages = await TryAsync(lines.Take(100), lines.Skip(100), ["pairs", "selfInstruct", "alpaca", "evolInstruct", "answers"]);

        Assert.All(pages, page => Assert.DoesNotContain("share a template", page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Try_CustomerAgentConversations_EachMethodKeepsRows()
    {
        var sample = await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "samples", "legacy-support.jsonl"), TestContext.Current.CancellationToken);

        // Evol-instruct takes single questions only: some of them come with the conversations.
        var pages = await TryAsync(sample, Conversations.PromptCompletions(20).Concat(Conversations.Instructions(8)), ["pairs", "selfInstruct", "alpaca", "evolInstruct", "answers", "supportDialogues"]);

        // All conversations of the second drop begin with the same greeting.
        Assert.Contains(pages, page => page.Contains("The instructions share a template", StringComparison.Ordinal) || page.Contains("template-dominated", StringComparison.Ordinal));
    }

    /// <summary>The reports' pages.</summary>
    private static async Task<ICollection<string>> TryAsync(IEnumerable<string> first, IEnumerable<string> second, string[] methods)
    {
        using var called = new TemporaryData();
        using var played = new TemporaryData();
        var recording = Path.Combine(called.Path, "recording");
        string[][] drops = [[.. first], [.. second]];

        await TryAsync(called, drops, methods, "local", new() { ["Endpoints__local__RecordTo"] = recording });
        await TryAsync(played, drops, methods, "played", new() { ["Endpoints__played__Kind"] = "recorded", ["Endpoints__played__Path"] = recording });

        var rows = called.Texts("increments/mixed", "train.jsonl");
        Assert.Equal(2, rows.Count);
        Assert.Equal(rows.Values.Order(), played.Texts("increments/mixed", "train.jsonl").Values.Order());
        return called.Texts("increments/mixed", "report.html").Values;
    }

    private static async Task TryAsync(TemporaryData data, string[][] drops, string[] methods, string teacher, Dictionary<string, string> settings)
    {
        Directory.CreateDirectory(Path.Combine(data.Path, "lineages"));
        var mix = string.Join(',', methods.Select(method => $$"""{"method":"{{method}}"}"""));
        await File.WriteAllTextAsync(
            Path.Combine(data.Path, "lineages", "mixed.json"),
            $$"""{"models":{"teacher":{"endpoint":"{{teacher}}","model":"local-teacher"} },"generation":{"perExample":30,"maxCandidates":300,"methods":[{{mix}}]} }""",
            TestContext.Current.CancellationToken);

        await FinetuneProcess.RunAsync(
            0, settings, "try", "--data", data.Path, "--lineage", "mixed", "--first", data.Write("first.jsonl", drops[0]), "--second", data.Write("second.jsonl", drops[1]));

        Assert.Equal(1, (await data.ReadAsync<ModelVersion>(BlobPaths.Version("mixed", 2)))!.Parent);
        foreach (var text in data.Texts("increments/mixed", "report.json").Values)
        {
            var report = JsonSerializer.Deserialize<DatasetReport>(text, Core.FineTuneJson.Options)!;
            Assert.Empty(report.Counts!.Problems());
            Assert.Null(report.Stopped);
            Assert.Equal(methods.Select(JsonNamingPolicy.KebabCaseLower.ConvertName).Order(), report.Generation!.Methods.Select(method => method.Method).Order());
            Assert.Equal(report.Counts.Candidates, report.Generation.Methods.Sum(method => method.Kept + method.Filtered.Values.Sum()));
            Assert.All(report.Generation.Methods, method => Assert.True(method.Kept > 0, $"{method.Method}: {text}"));
        }
    }
}
