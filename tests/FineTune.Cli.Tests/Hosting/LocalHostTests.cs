using FineTune.Cli.Data;
using FineTune.Cli.Errors;
using FineTune.Cli.Hosting;
using FineTune.Cli.Hosting.Processes;

namespace FineTune.Cli.Tests.Hosting;

public sealed class LocalHostTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Token => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task StartAsync_ThenDispose_WritesAndRemovesTheRecord()
    {
        var parts = new FakeHostParts();
        using var cli = new TestCli(parts);
        var host = await LocalHost.StartAsync(Options(), cli.Context, Token);
        var record = HostProcessFile.FindLiving(_folder.Data, cli.Context.Processes);
        Assert.Equal(host.Url, record!.Url);
        Assert.Equal(Environment.ProcessId, record.Pid);

        await host.DisposeAsync();
        Assert.False(File.Exists(_folder.Data.HostProcessFile));
        Assert.True(parts.IsDisposed);
    }

    [Fact]
    public async Task StartAsync_FolderInUse_NamesTheOtherHost()
    {
        using var cli = new TestCli();
        await using var first = await LocalHost.StartAsync(Options(), cli.Context, Token);
        var error = await Assert.ThrowsAsync<CommandException>(() => LocalHost.StartAsync(Options(), cli.Context, Token));
        Assert.Contains(first.Url, error.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Unavailable, error.ExitCode);
        Assert.NotNull(HostProcessFile.FindLiving(_folder.Data, cli.Context.Processes));
    }

    [Fact]
    public async Task StartAsync_StaleRecord_IsReplaced()
    {
        HostProcessFile.Write(_folder.Data, new HostProcessRecord("http://127.0.0.1:1", int.MaxValue, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, "a local folder"));
        using var cli = new TestCli();
        await using var host = await LocalHost.StartAsync(Options(), cli.Context, Token);
        Assert.Equal(host.Url, HostProcessFile.FindLiving(_folder.Data, cli.Context.Processes)!.Url);
    }

    [Fact]
    public async Task StartAsync_PortTaken_SaysWhichAndLetsTheFolderGo()
    {
        using var cli = new TestCli();
        await using var first = await LocalHost.StartAsync(Options(), cli.Context, Token);
        using var other = new TemporaryFolder();
        var port = new Uri(first.Url).Port;
        var options = Options() with { Data = other.Data, Port = port };
        var error = await Assert.ThrowsAsync<PortTakenException>(() => LocalHost.StartAsync(options, cli.Context, Token));
        Assert.Contains($"{port}", error.Message, StringComparison.Ordinal);

        await using var second = await LocalHost.StartAsync(options with { Port = 0 }, cli.Context, Token);
        Assert.NotEqual(first.Url, second.Url);
    }

    private LocalHostOptions Options() => new(_folder.Data, StorageChoice.Folder, Port: 0, TimeSpan.FromSeconds(1), Logs: false);
}
