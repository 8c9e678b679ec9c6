using System.Text.Json.Nodes;

namespace FineTune.EndToEnd.Tests;

/// <summary>The process dies by SIGKILL between and inside activities; started again, it ends where it would have ended.</summary>
public sealed class KillTests
{
    /// <summary>Files whose appearance marks a moment inside or between activities, in the order of the pipeline.</summary>
    private static readonly string[] _moments =
    [
        "datasets-index/", "source.jsonl", "validate-00000", "windows/seeds", "windows/calls-", "windows/generate-", "windows/judge-", "manifest.json", "_staged/",
        "plan.json", "file-train.json", "ledger/", "ftjob-", "results.csv", "windows/evaluate-", "evaluation.json", "versions/0001.json", "outcome.json",
    ];

    [Fact]
    public async Task Kill_AtEveryStage_EndsInTheSameRegistry()
    {
        using var calm = new TemporaryData();
        await FinetuneProcess.RunAsync(0, "try", "--data", calm.Path);
        using var data = new TemporaryData();

        var kills = 0;
        foreach (var moment in _moments)
        {
            var appears = new FileAppears(data.Path, moment);
            await using var process = FinetuneProcess.Start("try", "--data", data.Path);
            var ended = process.WaitAsync();
            if (await appears.BeforeAsync(ended))
            {
                await process.KillAsync();
                kills++;
            }
        }

        await FinetuneProcess.RunAsync(0, "try", "--data", data.Path);

        Assert.True(kills >= 12, $"The process was killed only {kills} times.");
        Assert.Equal(calm.Texts("increments", "manifest.json"), data.Texts("increments", "manifest.json"));
        Assert.Equal(Registry(calm), Registry(data));
        Assert.Equal(2, TryTests.Jobs(data));
    }

    /// <summary>The registry without times, ids of the provider, and the price of calls that had to be repeated.</summary>
    private static List<string> Registry(TemporaryData data) =>
    [
        .. data.Texts("registry", "????.json").Select(file =>
        {
            var version = JsonNode.Parse(file.Value)!.AsObject();
            foreach (var volatileKey in new[] { "registeredAt", "jobId", "model", "costUsd" })
            {
                version.Remove(volatileKey);
            }

            return version.ToJsonString();
        }),
    ];
}
