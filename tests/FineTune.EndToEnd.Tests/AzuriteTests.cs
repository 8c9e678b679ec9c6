using FineTune.Testing;

namespace FineTune.EndToEnd.Tests;

public sealed class AzuriteTests
{
    [Fact]
    public async Task Up_OverAzureStorage_TakesADropAndRegistersItsModel()
    {
        var azurite = await AzuriteServer.SharedAsync();
        using var data = new TemporaryData();
        var file = data.Write("rows.jsonl", Conversations.Chat(30));
        var started = new FileAppears(data.Path, "host-process.json");
        await using var host = FinetuneProcess.Start("up", "--data", data.Path, "--port", "0", "--storage", azurite.NewAccount());
        var ended = host.WaitAsync();
        Assert.True(await started.BeforeAsync(ended), host.Output);

        var dropped = await FinetuneProcess.RunAsync(0, "drop", file, "--lineage", "cloud", "--data", data.Path);
        var models = "";
        while (!ended.IsCompleted && !models.Contains("champion", StringComparison.Ordinal))
        {
            await using var poll = FinetuneProcess.Start("models", "--lineage", "cloud", "--data", data.Path);
            await poll.WaitAsync();
            models = poll.Output;
        }

        Assert.False(ended.IsCompleted, host.Output);
        Assert.Contains("Dropped", dropped, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(data.Path, "increments")), "The blobs were written to the folder.");
    }
}
