using FineTune.Core.Registry;
using FineTune.Core.Storage;
using FineTune.Datasets.Reports;

namespace FineTune.EndToEnd.Tests;

/// <summary>Teachers in concert from recordings: nothing is called, and everything behind them is real.</summary>
public sealed class RecordedTeacherTests
{
    private const string Settings = """
        {
          "generation": { "perExample": 3, "maxCandidates": 600, "methods": [{ "method": "answers" }] },
          "models": { "teachers": [
            { "endpoint": "recorded", "model": "text-davinci-003" },
            { "endpoint": "recorded", "model": "davinci-self-instruct" },
            { "endpoint": "recorded", "model": "davinci-t0-ft" } ] }
        }
        """;

    [Fact]
    public async Task Try_ThreeRecordedTeachers_TheJudgesPickAndTheRestIsKept()
    {
        var folder = Environment.GetEnvironmentVariable("FINETUNE_ORACLE_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "FINETUNE_ORACLE_DATA names no folder with self-instruct/predictions (yizhongw/self-instruct, Apache-2.0).");
        using var data = new TemporaryData();
        Directory.CreateDirectory(Path.Combine(data.Path, "lineages"));
        await File.WriteAllTextAsync(Path.Combine(data.Path, "lineages", "recorded.json"), Settings, TestContext.Current.CancellationToken);
        var lines = await File.ReadAllLinesAsync(Path.Combine(folder!, "self-instruct", "user_oriented_instructions.jsonl"), TestContext.Current.CancellationToken);
        var (first, second) = (data.Write("first.jsonl", lines.Take(60)), data.Write("second.jsonl", lines.Skip(60).Take(40)));

        await FinetuneProcess.RunAsync(
            0,
            new Dictionary<string, string> { ["Endpoints__recorded__Kind"] = "recorded", ["Endpoints__recorded__Path"] = Path.Combine(folder!, "self-instruct", "predictions") },
            "try", "--data", data.Path, "--lineage", "recorded", "--first", first, "--second", second);

        var b = await data.ReadAsync<ModelVersion>(BlobPaths.Version("recorded", 2));
        Assert.Equal(1, b!.Parent);
        foreach (var text in data.Texts("increments/recorded", "report.json").Values)
        {
            var report = System.Text.Json.JsonSerializer.Deserialize<DatasetReport>(text, Core.FineTuneJson.Options)!;
            Assert.Empty(report.Counts!.Problems());
            var answers = Assert.Single(report.Generation!.Methods);
            Assert.True(answers is { Method: "answers", Kept: > 10 } && answers.Filtered["notPicked"] > answers.Kept, text);
        }

        Assert.All(data.Texts("increments/recorded", "answers.jsonl").Values, text => Assert.Contains("recorded/davinci-t0-ft", text, StringComparison.Ordinal));
    }
}
