using FineTune.Cli.Data;
using FineTune.Cli.Errors;
using FineTune.Cli.Hosting;

namespace FineTune.Cli.Tests.Commands;

/// <summary>Commands that speak with a running host, over real HTTP.</summary>
public sealed class HostCommandTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeHost _head;
    private readonly TestCli _cli;
    private LocalHost? _host;

    public HostCommandTests()
    {
        _head = new FakeHost(_folder.Data);
        _cli = new TestCli(new FakeHostParts(_head.Map));
    }

    public async ValueTask InitializeAsync() => _host = await LocalHost.StartAsync(
        new LocalHostOptions(_folder.Data, StorageChoice.Folder, 0, TimeSpan.Zero, Logs: false), _cli.Context, Xunit.TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host!.DisposeAsync();
        _cli.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Drop_HostRunning_SaysThatItIsTaken()
    {
        var file = _folder.File("x.jsonl", "content");
        Assert.Equal(ExitCodes.Ok, await RunAsync("drop", file, "--lineage", "support"));
        Assert.Contains(_host!.Url, _cli.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_folder.Data.Drops("support"), "x.jsonl")));
    }

    [Theory]
    [InlineData("approve", "/api/lineages/support/runs/0123456789abcdef/approve", "\"approved\":true")]
    [InlineData("reject", "/api/lineages/support/runs/0123456789abcdef/approve", "\"approved\":false")]
    [InlineData("cancel", "/api/lineages/support/runs/0123456789abcdef/cancel", "\"by\":")]
    public async Task Decisions_BeginningOfAnId_ReachTheRun(string command, string path, string body)
    {
        Assert.Equal(ExitCodes.Ok, await RunAsync(command, "0123", "--lineage", "support"));
        var post = Assert.Single(_head.Posts);
        Assert.StartsWith(path, post, StringComparison.Ordinal);
        Assert.Contains(body, post, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Approve_UnknownRun_SaysHowToListThem()
    {
        Assert.Equal(ExitCodes.Failed, await RunAsync("approve", "ffff", "--lineage", "support"));
        Assert.Contains("finetune runs --lineage support", _cli.Error, StringComparison.Ordinal);
        Assert.Empty(_head.Posts);
    }

    [Fact]
    public async Task Promote_UnknownVersion_ShowsTheHostsOwnWords()
    {
        Assert.Equal(ExitCodes.Failed, await RunAsync("promote", "99", "--lineage", "support"));
        Assert.Contains("has no version 99", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("List its versions.", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rollback_AsksForThePreviousVersion()
    {
        Assert.Equal(ExitCodes.Ok, await RunAsync("rollback", "--lineage", "support", "--reason", "too chatty"));
        Assert.Contains("\"previous\":true,\"reason\":\"too chatty\"", Assert.Single(_head.Posts), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("runs", "0123456789abcdef")]
    [InlineData("models --lineage support", "no versions yet")]
    [InlineData("datasets --lineage support", "Datasets of support")]
    [InlineData("watch --until-idle", "registered version 1")]
    [InlineData("tune --lineage support", "was started")]
    public async Task Lists_HostRunning_ShowItsAnswers(string line, string expected)
    {
        Assert.Equal(ExitCodes.Ok, await RunAsync(line.Split(' ')));
        Assert.Contains(expected, _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Up_FolderInUse_ExitsWithTheOtherHost()
    {
        Assert.Equal(ExitCodes.Unavailable, await RunAsync("up"));
        Assert.Contains("Another host uses", _cli.Error, StringComparison.Ordinal);
    }

    private Task<int> RunAsync(params string[] args) => _cli.RunAsync([.. args, "--data", _folder.Path]);
}
