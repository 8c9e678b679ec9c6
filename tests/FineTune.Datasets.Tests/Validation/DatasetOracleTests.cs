using System.Diagnostics;
using FineTune.Core.Examples;
using FineTune.Datasets.Lines;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Rules;
using FineTune.Datasets.Validation;
using FineTune.Testing;

namespace FineTune.Datasets.Tests.Validation;

public sealed class DatasetOracleTests
{
    [Theory]
    [InlineData("gsm8k-chat/train.jsonl", 449, 449, 0)]
    [InlineData("gsm8k-chat/validation.jsonl", 50, 50, 0)]
    [InlineData("tool-calling/stock_train.jsonl", 86, 86, 2)]
    [InlineData("tool-calling/stock_validation.jsonl", 10, 10, 1)]
    public async Task Validate_ChatFiles_EveryLineIsValid(string file, int rows, int valid, int refusing)
    {
        var results = await ValidateAsync(OracleData.File(file, OracleData.Foundry));
        Assert.Equal((rows, valid), (results.Count, results.Count(result => result.Row is not null)));
        Assert.All(results, result => Assert.All(result.Findings, finding => Assert.Contains(finding.Rule, (string[])[RuleIds.RefusalOnly, RuleIds.AiBoilerplate])));
        Assert.Equal(refusing, results.Count(result => result.Findings.Count > 0));
        Assert.All(results, result => Assert.Equal(InputShape.Chat, result.Row!.Shape));
    }

    [Theory]
    [InlineData("cnn_dailymail_3_0_0_tldr_summary")]
    [InlineData("duorc_SelfRC_extract_answer")]
    [InlineData("multi_news_what_are_the_key_points")]
    [InlineData("quoref_Answer_Test")]
    [InlineData("wiki_hop_original_explain_relation")]
    public async Task Validate_LegacyFiles_EveryLineBecomesChat(string file)
    {
        var results = await ValidateAsync(OracleData.File($"t0-prompt-completion/{file}.jsonl", OracleData.T0));
        Assert.Equal(200, results.Count);
        Assert.All(results, result => Assert.Equal(InputShape.PromptCompletion, result.Row!.Shape));
        Assert.All(results, result => Assert.Equal(["user", "assistant"], result.Row!.Example.Messages.Select(turn => turn.Role)));
        Assert.All(results, result => Assert.Equal(result.Row!.Id, Drops.Validate(ExampleJson.ToTrainingLine(result.Row.Example)).Row!.Id));
    }

    [Fact]
    public async Task Validate_PreferencePairs_EveryLineIsValidAndKeepsTheLosingAnswer()
    {
        var results = await ValidateAsync(OracleData.File("preferences/orca_dpo_pairs.jsonl", OracleData.Foundry));
        Assert.Equal(284, results.Count);
        Assert.All(results, result => Assert.Equal(InputShape.Preference, result.Row!.Shape));
        Assert.All(results, result => Assert.Equal(["system", "user", "assistant"], result.Row!.Example.Messages.Select(turn => turn.Role)));
        Assert.All(results, result => Assert.NotEqual(ExampleText.Response(result.Row!.Example), Assert.Single(result.Row.NonPreferred!).Content));
        Assert.DoesNotContain(results.SelectMany(result => result.Findings), finding => finding.Rule is RuleIds.EqualOutputs or RuleIds.WrongOutput);
    }

    [Theory]
    [InlineData("self-instruct/seed_tasks.jsonl", 175, 0)]
    [InlineData("self-instruct/user_oriented_instructions.jsonl", 252, 252)]
    public async Task Validate_SelfInstructTasks_EveryLineIsValid(string file, int tasks, int withUnknownKeys)
    {
        var results = await ValidateAsync(OracleData.File(file, OracleData.SelfInstruct));
        Assert.Equal(tasks, results.Count);
        Assert.All(results, result => Assert.Equal(InputShape.SelfInstruct, Assert.Single(result.Rows).Shape));
        Assert.Equal(withUnknownKeys, results.Count(result => result.Findings.Any(finding => finding is { Rule: RuleIds.UnknownKey, Path: "$.motivation_app" })));
    }

    private static async Task<List<LineResult>> ValidateAsync(string path)
    {
        var clock = Stopwatch.StartNew();
        await using var stream = File.OpenRead(path);
        var reader = new JsonlRangeReader(stream, new ByteRange(0, 0, stream.Length), firstRange: true);
        var validator = new LineValidator(new WordTokenCounter(), Drops.Model, 65_536);
        var results = new List<LineResult>();
        await foreach (var line in reader.ReadAsync())
        {
            results.Add(validator.Validate(line, line.Number));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{Path.GetFileName(path)}: {results.Count} lines, {stream.Length / 1e6:0.0} MB in {clock.ElapsedMilliseconds} ms.");
        return results;
    }
}
