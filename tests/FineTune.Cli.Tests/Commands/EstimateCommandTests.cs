using System.Text.Json.Nodes;
using FineTune.Cli.Errors;

namespace FineTune.Cli.Tests.Commands;

public sealed class EstimateCommandTests : IDisposable
{
    private static readonly string Sample = Path.Combine(AppContext.BaseDirectory, "samples", "support-1.jsonl");
    private readonly TestCli _cli = new(time: new Clock());
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _cli.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Estimate_File_ShowsEveryTrainableModelAndThoseThatAreGone()
    {
        Assert.Equal(ExitCodes.Ok, await _cli.RunAsync("estimate", Sample));

        Assert.All(
            ["36 valid lines", "gpt-4.1-mini-2025-04-14", "gpt-3.5-turbo-0125", "about ", "Shut down on 2026-10-23", "local-teacher", "Epochs: 3"],
            text => Assert.Contains(text, _cli.Out, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Estimate_Json_TokensTimesEpochsTimesPrice()
    {
        Assert.Equal(ExitCodes.Ok, await _cli.RunAsync("estimate", Sample, "--model", "gpt-4o-mini", "--format", "json"));

        var file = JsonNode.Parse(_cli.Out)![0]!;
        var rows = file["estimate"]!["training"]!.AsArray();
        Assert.Equal(["gpt-4o-mini-2024-07-18", "gpt-4o-mini-2024-07-18"], rows.Select(row => (string)row!["model"]!));
        Assert.Equal((long)file["tokens"]!, (long)rows[0]!["tokens"]!);
        Assert.True((bool)rows[0]!["exact"]!);
        Assert.InRange((decimal)rows[0]!["training"]!["expectedUsd"]!, 0.001m, (decimal)rows[0]!["training"]!["atMostUsd"]!);
    }

    [Fact]
    public async Task Estimate_LineageSettings_PricesItsRoles()
    {
        var settings = Path.Combine(_folder.Path, "lineage.json");
        await File.WriteAllTextAsync(settings, """
            {"models":{"teacher":{"endpoint":"openai","model":"gpt-4.1-mini"},"judges":[{"endpoint":"openai","model":"gpt-4.1-mini"}],"trainer":{"endpoint":"openai","model":"gpt-4.1-mini-2025-04-14"}},"training":{"epochs":2}}
            """);
        Assert.Equal(ExitCodes.Ok, await _cli.RunAsync("estimate", Sample, "--lineage-settings", settings, "--format", "json"));

        var estimate = JsonNode.Parse(_cli.Out)![0]!["estimate"]!;
        var row = estimate["training"]![0]!;
        Assert.True((bool)row["isBase"]!);
        Assert.Equal(2, (int)row["epochs"]!);
        Assert.All(estimate["preparation"]!.AsArray(), stage => Assert.True((decimal)stage!["cost"]!["expectedUsd"]! > 0));
    }

    [Theory]
    [InlineData("estimate", "no-such-file.jsonl")]
    [InlineData("estimate", "SAMPLE", "--model", "no-such-model")]
    [InlineData("estimate", "SAMPLE", "--lineage-settings", "SAMPLE")]
    public async Task Estimate_WrongCommandLine_Exits2AndSaysTheNextStep(params string[] args)
    {
        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync([.. args.Select(arg => arg == "SAMPLE" ? Sample : arg)]));
        Assert.Contains("next:", _cli.Error, StringComparison.Ordinal);
    }

    private sealed class Clock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 25, 0, 0, 0, TimeSpan.Zero);
    }
}
