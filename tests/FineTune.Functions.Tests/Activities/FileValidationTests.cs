using System.Text;
using System.Text.Json;
using FineTune.Core;
using FineTune.Core.Billing.Prices;
using FineTune.Core.Models;
using FineTune.Core.Storage.Scratch;
using FineTune.Datasets.Analysis;
using FineTune.Datasets.Validation;
using FineTune.Functions.Tests.Support;

namespace FineTune.Functions.Tests.Activities;

/// <summary>A file checked in one pass (<c>finetune validate</c>) and as a drop, in ranges and a merge: the same is said.</summary>
public sealed class FileValidationTests
{
    public static TheoryData<string> Files
    {
        get
        {
            string[] folders = [Path.Combine(Root(), "samples"), .. Environment.GetEnvironmentVariable("FINETUNE_ORACLE_DATA") is { Length: > 0 } real ? [real] : Array.Empty<string>()];
            return new TheoryData<string>(folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*.jsonl", SearchOption.AllDirectories)).Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Files), DisableDiscoveryEnumeration = true)]
    public async Task RunAsync_File_SaysWhatThePipelineSays(string path) => await CompareAsync(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), 100_000);

    [Fact]
    public async Task RunAsync_GoodBadRepeatedAndBlankLines_SaysWhatThePipelineSays() => await CompareAsync(
        string.Concat(Enumerable.Range(0, 400).Select(n => (n % 10) switch
        {
            3 => " \r\n",
            4 => "not json at all\r\n",
            5 => "{\"messages\":[]}\n",
            6 => Samples.Line(1) + "\n",
            _ => Samples.Line(n) + "\n",
        })), 333);

    private static async Task CompareAsync(string text, long rangeBytes)
    {
        var world = new World();
        await world.ValidateAsync(text, rangeBytes);
        var expected = JsonSerializer.Deserialize<ValidationSummary>(world.Text("windows/validation.json"), FineTuneJson.Options)!;

        var model = Samples.Trainer.PricedAs ?? Samples.Trainer.Model;
        IPriceBook prices = world.Endpoints;
        IModelEndpoints endpoints = world.Endpoints;
        var limit = prices.Find(endpoints.Describe(Samples.Trainer.Endpoint).Kind, model)?.MaxExampleTokens ?? LineValidator.DefaultMaxExampleTokens;
        var validation = new FileValidation(new LineValidator(world.Endpoints, model, limit), new DropMerge(new SetAnalysis(new MemoryScratch())));
        var result = await validation.RunAsync(
            _ => Task.FromResult<Stream>(new MemoryStream(Encoding.UTF8.GetBytes(text))), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(Json(expected), Json(result.Summary));
        Assert.Equal(expected.FirstFindings, result.Findings.Take(expected.FirstFindings.Count));
    }

    private static string Json(ValidationSummary summary) => JsonSerializer.Serialize(summary, FineTuneJson.Indented);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "FineTuneFunctions.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
