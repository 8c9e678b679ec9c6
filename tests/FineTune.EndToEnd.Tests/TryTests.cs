using FineTune.Core.Registry;
using FineTune.Core.Storage;

namespace FineTune.EndToEnd.Tests;

public sealed class TryTests
{
    [Fact]
    public async Task Try_Samples_RegistersModelBWithParentModelA_AndASecondTryTrainsNothing()
    {
        using var data = new TemporaryData();

        var first = await FinetuneProcess.RunAsync(0, "try", "--data", data.Path);
        var versions = data.Texts("registry/support/versions", "*.json");
        var jobs = Jobs(data);
        var second = await FinetuneProcess.RunAsync(0, "try", "--data", data.Path);

        Assert.Contains("champion", first, StringComparison.Ordinal);
        Assert.Equal(["0001.json", "0002.json"], versions.Keys);
        var b = await data.ReadAsync<ModelVersion>(BlobPaths.Version("support", 2));
        Assert.Equal(1, b!.Parent);
        Assert.Contains("Nothing is trained again", second, StringComparison.Ordinal);
        Assert.Equal(versions, data.Texts("registry/support/versions", "*.json"));
        Assert.Equal(2, jobs);
        Assert.Equal(2, Jobs(data));
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("instruction")]
    [InlineData("prompt-completion")]
    public async Task Try_EachInputShape_IsRegistered(string shape)
    {
        using var data = new TemporaryData();
        Func<int, IEnumerable<string>> rows = shape switch
        {
            "chat" => Conversations.Chat,
            "instruction" => Conversations.Instructions,
            _ => Conversations.PromptCompletions,
        };
        var first = data.Write($"{shape}-1.jsonl", rows(40).Take(26));
        var second = data.Write($"{shape}-2.jsonl", rows(40).Skip(26));

        await FinetuneProcess.RunAsync(0, "try", "--data", data.Path, "--lineage", shape, "--first", first, "--second", second);

        var b = await data.ReadAsync<ModelVersion>(BlobPaths.Version(shape, 2));
        Assert.Equal(1, b!.Parent);
        Assert.True(b.Examples.Train >= 10);
    }

    [Theory]
    [InlineData("gsm8k-chat/train.jsonl", "gsm8k-chat/validation.jsonl", "microsoft-foundry/fine-tuning, MIT")]
    [InlineData("t0-prompt-completion/quoref_Answer_Test.jsonl", "t0-prompt-completion/duorc_SelfRC_extract_answer.jsonl", "yizhongw/self-instruct, Apache-2.0")]
    public async Task Try_PublicData_IsRegistered(string first, string second, string source)
    {
        var folder = Environment.GetEnvironmentVariable("FINETUNE_ORACLE_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), $"FINETUNE_ORACLE_DATA names no folder with {first} ({source}).");
        using var data = new TemporaryData();

        await FinetuneProcess.RunAsync(
            0, "try", "--data", data.Path, "--lineage", "public", "--first", Path.Combine(folder!, first), "--second", Path.Combine(folder!, second));

        Assert.Equal(["0001.json", "0002.json"], data.Texts("registry/public/versions", "*.json").Keys);
    }

    internal static int Jobs(TemporaryData data) =>
        Directory.EnumerateFiles(Path.Combine(data.Path, "provider"), "ftjob-*.json", SearchOption.AllDirectories).Count();
}
