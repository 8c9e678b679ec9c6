using FineTune.Cli.Hosting.Processes;
using Moq;

namespace FineTune.Cli.Tests.Hosting;

public sealed class HostProcessFileTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();
    private readonly HostProcessRecord _record = new("http://127.0.0.1:5000", 4711, Start, Start.AddSeconds(2), "a local folder");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FindLiving_ProcessLives_IsFound()
    {
        HostProcessFile.Write(_folder.Data, _record);
        Assert.Equal(_record, HostProcessFile.FindLiving(_folder.Data, Processes(alive: true)));
    }

    [Fact]
    public void FindLiving_ProcessGone_IsStale()
    {
        HostProcessFile.Write(_folder.Data, _record);
        Assert.Null(HostProcessFile.FindLiving(_folder.Data, Processes(alive: false)));
        Assert.True(File.Exists(_folder.Data.HostProcessFile));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    public void FindLiving_UnreadableFile_IsNone(string content)
    {
        _folder.File("host-process.json", content);
        Assert.Null(HostProcessFile.FindLiving(_folder.Data, Processes(alive: true)));
    }

    [Fact]
    public void Remove_OtherHostsRecord_Stays()
    {
        HostProcessFile.Write(_folder.Data, _record);
        HostProcessFile.Remove(_folder.Data, pid: 1);
        Assert.True(File.Exists(_folder.Data.HostProcessFile));
        HostProcessFile.Remove(_folder.Data, _record.Pid);
        Assert.False(File.Exists(_folder.Data.HostProcessFile));
    }

    [Fact]
    public void IsAlive_ThisProcess_OnlyWithItsOwnStart()
    {
        var table = new ProcessTable();
        var (pid, startedAt) = table.Current;
        Assert.True(table.IsAlive(pid, startedAt));
        Assert.False(table.IsAlive(pid, startedAt.AddHours(-1)));
        Assert.False(table.IsAlive(int.MaxValue, startedAt));
    }

    private static IProcessTable Processes(bool alive) =>
        Mock.Of<IProcessTable>(table => table.IsAlive(4711, Start) == alive);
}
