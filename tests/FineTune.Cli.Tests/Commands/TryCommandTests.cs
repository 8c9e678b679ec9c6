using FineTune.Cli.Commands;
using FineTune.Cli.Errors;
using FineTune.Core.Lineages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace FineTune.Cli.Tests.Commands;

public sealed class TryCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeHost _head;
    private readonly TestCli _cli;

    public TryCommandTests()
    {
        _head = new FakeHost(_folder.Data);
        _cli = new TestCli(new FakeHostParts(_head.Map));
    }

    public void Dispose()
    {
        _cli.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Try_TwoFiles_RegistersBothAndShowsTheRegistry()
    {
        Assert.Equal(ExitCodes.Ok, await TryAsync());
        Assert.Equal(2, _head.Trained.Count);
        Assert.Contains("model-A: registered as version 1", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("model-B: registered as version 2 with parent version 1", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("judge 3 of 10", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("Registry of support", _cli.Out, StringComparison.Ordinal);
        Assert.Contains(_folder.Data.EngineDatabase, _cli.Out, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.Data.HostProcessFile));
    }

    [Fact]
    public async Task Try_Again_TrainsNothing()
    {
        await TryAsync();
        Assert.Equal(ExitCodes.Ok, await TryAsync());
        Assert.Equal(2, _head.Trained.Count);
        Assert.Equal(2, _cli.Out.Split("Nothing is trained again").Length - 1);
    }

    [Fact]
    public async Task Try_RefusedDrop_ExitsOneWithTheReason()
    {
        Assert.Equal(ExitCodes.Failed, await TryAsync("!"));
        Assert.Contains("model-A: The drop was refused: Only 3 valid examples.", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("next:", _cli.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.Data.HostProcessFile));
    }

    [Fact]
    public async Task Try_HostFailsForAWhile_GoesOn()
    {
        var requests = 0;
        using var cli = new TestCli(new FakeHostParts(app =>
        {
            app.Use(async (context, next) =>
            {
                if (Interlocked.Increment(ref requests) is 5 or 6) context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                else await next(context);
            });
            _head.Map(app);
        }));

        Assert.Equal(ExitCodes.Ok, await TryAsync(cli: cli));
        Assert.Contains("model-A: waiting for the storage", cli.Out, StringComparison.Ordinal);
        Assert.Equal(2, _head.Trained.Count);
    }

    [Fact]
    public async Task Try_MissingFile_StartsNothing()
    {
        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync("try", "--data", _folder.Path, "--first", Path.Combine(_folder.Path, "no.jsonl")));
        Assert.False(File.Exists(_folder.Data.LockFile));
    }

    [Fact]
    public void Steps_SameNames_AreTwoDrops()
    {
        var steps = TryCommand.Steps(_folder.File("a/train.jsonl", "1"), _folder.File("b/train.jsonl", "2"));
        Assert.Equal(["train.jsonl", "train-second.jsonl"], steps.Select(step => step.Name));
    }

    [Theory]
    [InlineData(null, "support")]
    [InlineData("/data/gsm8k-chat/train.jsonl", "gsm8k-chat-train")]
    [InlineData("/Ünicode/x.jsonl", "nicode-x")]
    public void DefaultLineage_FollowsTheFile(string? file, string expected)
    {
        Assert.Equal(expected, TryCommand.DefaultLineage(file));
        Assert.True(LineageName.IsValid(TryCommand.DefaultLineage(file)));
    }

    private Task<int> TryAsync(string prefix = "", TestCli? cli = null) => (cli ?? _cli).RunAsync(
        "try", "--data", _folder.Path, "--lineage", "support",
        "--first", _folder.File("one.jsonl", prefix + "first"), "--second", _folder.File("two.jsonl", "second"));
}
