using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FineTune.Core.Storage;
using FineTune.Datasets.Reports;
using FineTune.LocalProvider;
using FineTune.LocalProvider.Hosting;
using FineTune.Synthesis.Teachers;

namespace FineTune.EndToEnd.Tests;

/// <summary>A drop that its budget stopped is worked on again under a higher one: what is stored is not asked for again, at a provider that counts its calls.</summary>
public sealed class AgainTests
{
    private const string Lineage = "capped";

    [Fact]
    public async Task DropAgain_AfterTheCapIsRaised_AsksOnlyForWhatIsMissing()
    {
        using var data = new TemporaryData();
        await using var provider = await LocalProviderHost.StartAsync(new LocalProviderOptions { DataDirectory = Path.Combine(data.Path, "paid") });
        var prices = Path.Combine(data.Path, "prices.json");
        await File.WriteAllTextAsync(prices, Prices, TestContext.Current.CancellationToken);
        Allow(data, usd: 12);
        await using var host = FinetuneProcess.Start(
            new Dictionary<string, string>
            {
                ["Endpoints__paid__Kind"] = "compatible",
                ["Endpoints__paid__Url"] = provider.ApiUrl.ToString(),
                ["Endpoints__paid__Key"] = "local",
                ["Prices__Path"] = prices,
            },
            ["up", "--data", data.Path, "--port", "0"]);
        var file = data.Write("rows.jsonl", Conversations.Chat(60));
        await FinetuneProcess.RunAsync(0, "drop", file, "--lineage", Lineage, "--data", data.Path);

        var capped = await ReportAsync(data, host, report => report.Stopped is not null);
        var (before, calls) = (Stored(data), await CallsAsync(provider));
        Assert.Contains("budget", capped.Stopped, StringComparison.OrdinalIgnoreCase);
        Assert.InRange(capped.CostUsd, 0.01m, 4m);
        Assert.True(capped.Counts!.AcceptedGenerated > 0, "What was made before the cap was met is kept.");
        Assert.Equal(before.Count, calls);

        Allow(data, usd: 900);
        await FinetuneProcess.RunAsync(0, "drop", file, "--lineage", Lineage, "--data", data.Path, "--again");

        var whole = await ReportAsync(data, host, report => report.Stopped is null && report.Counts!.Candidates > capped.Counts!.Candidates);
        var after = Stored(data);
        Assert.True(after.Count > before.Count, $"{after.Count} after {before.Count}");
        Assert.Equal(after.Count, await CallsAsync(provider));
        Assert.Equal(before, after.Where(call => before.ContainsKey(call.Key)));
        Assert.True(whole.Counts!.AcceptedGenerated > capped.Counts.AcceptedGenerated, $"{whole.Counts.AcceptedGenerated} after {capped.Counts.AcceptedGenerated}");
        Assert.Empty(whole.Counts.Problems());
        Assert.Equal(after.Values.Sum(), whole.CostUsd);
    }

    private static string Prices => $$"""
        { "rows": [ { "provider": "compatible", "model": "local-teacher", "asOf": "{{DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}}", "source": "test",
                      "base": { "input": 20, "output": 60 }, "maxExampleTokens": 65536 } ] }
        """;

    private static void Allow(TemporaryData data, decimal usd)
    {
        var settings = Path.Combine(data.Path, "lineages", Lineage + ".json");
        Directory.CreateDirectory(Path.GetDirectoryName(settings)!);
        File.WriteAllText(settings, string.Create(CultureInfo.InvariantCulture, $$"""
            { "tune": "manual", "models": { "teacher": { "endpoint": "paid", "model": "local-teacher" } },
              "generation": { "perExample": 5 }, "budget": { "perDatasetUsd": {{usd}}, "perMonthUsd": 1000 } }
            """));
    }

    /// <summary>The price of every stored call, by its window and key. A call that is stored twice fails here.</summary>
    private static SortedDictionary<string, decimal> Stored(TemporaryData data)
    {
        var calls = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var (name, text) in data.Texts("increments/" + Lineage, "calls-*.jsonl"))
        {
            foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var call = JsonSerializer.Deserialize<StoredCall>(line, Core.FineTuneJson.Options)!;
                calls.Add($"{name} {call.Key}", call.Answer!.Usage!.PriceUsd);
            }
        }

        return calls;
    }

    private static async Task<int> CallsAsync(LocalProviderInstance provider)
    {
        using var http = new HttpClient { BaseAddress = provider.BaseUrl };
        return JsonNode.Parse(await http.GetStringAsync(new Uri("_local/stats", UriKind.Relative)))!["chat_calls"]!["local-teacher"]?.GetValue<int>() ?? 0;
    }

    private static async Task<DatasetReport> ReportAsync(TemporaryData data, FinetuneProcess host, Predicate<DatasetReport> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var last = "no report";
        try
        {
            while (await timer.WaitForNextTickAsync(patience.Token))
            {
                var page = await data.Store.ListPageAsync(BlobPaths.Increments, Lineage + "/", cancellationToken: patience.Token);
                foreach (var item in page.Items.Where(item => item.Blob.Name.EndsWith("/report.json", StringComparison.Ordinal)))
                {
                    if (await data.ReadAsync<DatasetReport>(item.Blob) is { } report)
                    {
                        if (condition(report))
                        {
                            return report;
                        }

                        Assert.True(report.Outcome != DatasetOutcome.Failed, report.Reason);
                        last = $"attempt {report.Attempts}: {report.Outcome}, {report.Reason}, {report.Stopped}, {report.Counts}";
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Said below, with what there is.
        }

        throw new TimeoutException($"{last}\n{host.Output}");
    }
}
