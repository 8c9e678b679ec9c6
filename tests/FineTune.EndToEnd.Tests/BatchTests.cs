using System.Text.Json;
using System.Text.Json.Nodes;
using FineTune.Core.Registry;
using FineTune.Core.Storage;
using FineTune.Datasets.Reports;
using FineTune.LocalProvider;
using FineTune.LocalProvider.Hosting;
using FineTune.Synthesis.Judging;

namespace FineTune.EndToEnd.Tests;

/// <summary>Teachers and judges asked in batches, at a provider of its own whose batches go wrong on demand.</summary>
public sealed class BatchTests
{
    private const string Settings = """
        {
          "batch": "MODE",
          "models": {
            "teacher": { "endpoint": "batchy", "model": "local-teacher" },
            "judges": [{ "endpoint": "batchy", "model": "local-judge" }, { "endpoint": "batchy", "model": "local-judge-strict" }]
          }
        }
        """;

    private static readonly Lazy<Task<Outcome>> _singly = new(() => TryAsync("never", [], batches: 0));

    [Fact]
    public async Task Try_BatchAlways_GivesTheIncrementsOfSingleCallsWithHardlyACall()
    {
        var singly = await _singly.Value;
        var batched = await TryAsync("always", [], batches: 2);

        Assert.Equal(singly.Generated, batched.Generated);
        Assert.Equal(singly.Scores, batched.Scores);
        Assert.True(singly.Asked > 100, $"{singly.Asked} calls");
        Assert.Equal(0, batched.Asked);
        Assert.Equal((0, batched.Calls), (singly.Requested, batched.Requested));
        Assert.True(batched.Calls > 0);
    }

    /// <summary>Each batch meets another fault: refused, expired, lines that fail, no output file, odd spelling, and a reply that is lost after the batch was made.</summary>
    [Fact]
    public async Task Try_BatchesGoWrong_NoRowIsLostAndNoBatchIsMadeTwice()
    {
        string[] faults = ["batch-failed", "batch-expired", "batch-line-errors", "batch-missing-output", "batch-capitalised-status", "lost-reply-after-create"];
        var singly = await _singly.Value;

        var result = await TryAsync("always", [.. faults.Index().Select(fault => new FaultSpec { Name = fault.Item, Times = 1, After = fault.Index, Endpoint = "batches" })], batches: 6);

        Assert.Equal(faults.Except(["lost-reply-after-create"]).Order(), result.Met.Order());
        Assert.Equal(singly.Scores, result.Scores);
        Assert.InRange(result.Asked, 1, singly.Asked / 2);
        Assert.Equal(result.Keys.Count, result.Keys.Distinct().Count());
    }

    [Fact]
    public async Task Kill_WhileBatchesAreUnderWay_NoBatchIsPaidTwiceAndTheRowsAreThoseOfSingleCalls()
    {
        string[] moments = ["batches/calls-", ".file.json", "ledger/batched", "windows/calls-", "batches/verdicts-", "windows/verdicts-", "windows/judge-"];
        var singly = await _singly.Value;
        var kills = 0;

        var result = await TryAsync("always", [], batches: 6, async (data, run) =>
        {
            foreach (var moment in moments)
            {
                var appears = new FileAppears(data.Path, moment);
                await using var process = run();
                if (await appears.BeforeAsync(process.WaitAsync()))
                {
                    await process.KillAsync();
                    kills++;
                }
            }
        });

        Assert.True(kills >= 5, $"The process was killed only {kills} times.");
        Assert.Equal(singly.Scores, result.Scores);
        Assert.Equal(0, result.Asked);
        Assert.Equal(result.Keys.Count, result.Keys.Distinct().Count());
        Assert.Equal(6, result.Keys.Count);
    }

    private static async Task<Outcome> TryAsync(
        string mode, IReadOnlyList<FaultSpec> faults, int batches, Func<TemporaryData, Func<FinetuneProcess>, Task>? disturb = null)
    {
        using var data = new TemporaryData();
        await using var provider = await LocalProviderHost.StartAsync(
            new LocalProviderOptions { DataDirectory = Path.Combine(data.Path, "batchy"), BatchSeconds = 0.3, Faults = faults });
        Directory.CreateDirectory(Path.Combine(data.Path, "lineages"));
        await File.WriteAllTextAsync(
            Path.Combine(data.Path, "lineages", "batched.json"), Settings.Replace("MODE", mode, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        string[] arguments =
        [
            "try", "--data", data.Path, "--lineage", "batched",
            "--first", data.Write("first.jsonl", Conversations.Chat(40).Take(26)), "--second", data.Write("second.jsonl", Conversations.Chat(40).Skip(26)),
        ];
        var settings = new Dictionary<string, string>
        {
            ["Endpoints__batchy__Kind"] = "local",
            ["Endpoints__batchy__Url"] = provider.ApiUrl.ToString(),
            ["Endpoints__batchy__PollFirstSeconds"] = "0.1",
            ["Endpoints__batchy__PollMaxSeconds"] = "0.3",
        };
        await (disturb?.Invoke(data, () => FinetuneProcess.Start(settings, arguments)) ?? Task.CompletedTask);
        await FinetuneProcess.RunAsync(0, settings, arguments);

        Assert.Equal(1, (await data.ReadAsync<ModelVersion>(BlobPaths.Version("batched", 2)))!.Parent);
        foreach (var text in data.Texts("increments/batched", "report.json").Values)
        {
            var report = JsonSerializer.Deserialize<DatasetReport>(text, Core.FineTuneJson.Options)!;
            Assert.Empty(report.Counts!.Problems());
            Assert.Null(report.Stopped);
        }

        return await OutcomeAsync(data, provider, batches);
    }

    private static async Task<Outcome> OutcomeAsync(TemporaryData data, LocalProviderInstance provider, int batches)
    {
        using var http = new HttpClient { BaseAddress = provider.BaseUrl, DefaultRequestHeaders = { { "Authorization", "Bearer local" } } };
        var made = JsonNode.Parse(await http.GetStringAsync(new Uri("v1/batches?limit=100", UriKind.Relative)))!["data"]!.AsArray();
        Assert.True(made.Count >= batches, $"{made.Count} batches");
        var rows = data.Texts("increments/batched", "judge-*.jsonl").Values.SelectMany(text => text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Select(line => JsonSerializer.Deserialize<JudgedRow>(line, Core.FineTuneJson.Options)!).ToList();
        Assert.All(rows, row => Assert.Equal(2, row.Verdicts.Count));
        var verdicts = Count(data, "windows", "verdicts-*.jsonl");
        var files = JsonNode.Parse(await http.GetStringAsync(new Uri("v1/files?limit=1000", UriKind.Relative)))!["data"]!.AsArray();
        Assert.DoesNotContain(files, file => file!["purpose"]!.GetValue<string>().StartsWith("batch", StringComparison.Ordinal));
        return new Outcome(
            [.. data.Texts("increments/batched", "generate-*.jsonl").Values.Select(text => string.Join('\n', text.Split('\n').Select(Identity)))],
            [.. rows.Select(row => $"{row.Id} {row.Score}").Order(StringComparer.Ordinal)],
            (2 * rows.Count) - verdicts, Count(data, "windows", "calls-*.jsonl"), Count(data, "batches", "calls-*.jsonl"), [.. made.Select(batch => batch!["metadata"]!["ledger_key"]!.GetValue<string>())],
            [.. data.Texts("batchy", "*.json").Values.Select(text => JsonNode.Parse(text)).Where(record => record!["inputFile"] is not null)
                .SelectMany(record => record!["faults"]?.AsArray() ?? []).Select(fault => fault!.GetValue<string>())]);
    }

    /// <summary>Lines of the files of a folder. Only "calls-" of the first batches: those of a second one end in ".rest.jsonl".</summary>
    private static int Count(TemporaryData data, string folder, string name) =>
        data.Texts("increments/batched", name).Where(file => file.Key.Contains(folder, StringComparison.Ordinal) && !file.Key.EndsWith(".rest.jsonl", StringComparison.Ordinal)).Sum(file => file.Value.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

    private static string Identity(string line) =>
        line.Length == 0 ? "" : JsonNode.Parse(line) is { } row ? $"{row["id"]} {row["outcome"]}" : "";

    /// <param name="Asked">Verdicts that came from single calls.</param>
    /// <param name="Calls">Stored calls of teachers.</param>
    /// <param name="Requested">Calls of teachers that request files hold.</param>
    /// <param name="Keys">Intents of the batches at the provider.</param>
    /// <param name="Met">Faults that batches met.</param>
    private sealed record Outcome(List<string> Generated, List<string> Scores, int Asked, int Calls, int Requested, List<string> Keys, List<string> Met);
}
