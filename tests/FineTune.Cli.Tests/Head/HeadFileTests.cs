using FineTune.Cli.Head;
using Moq;

namespace FineTune.Cli.Tests.Head;

public sealed class HeadFileTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();
    private readonly HeadRecord _record = new("http://127.0.0.1:5000", 4711, Start, Start.AddSeconds(2), "a local folder");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FindLiving_ProcessLives_IsFound()
    {
        HeadFile.Write(_folder.Data, _record);
        Assert.Equal(_record, HeadFile.FindLiving(_folder.Data, Processes(alive: true)));
    }

    [Fact]
    public void FindLiving_ProcessGone_IsStale()
    {
        HeadFile.Write(_folder.Data, _record);
        Assert.Null(HeadFile.FindLiving(_folder.Data, Processes(alive: false)));
        Assert.True(File.Exists(_folder.Data.HeadFile));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    public void FindLiving_UnreadableFile_IsNone(string content)
    {
        _folder.File("head.json", content);
        Assert.Null(HeadFile.FindLiving(_folder.Data, Processes(alive: true)));
    }

    [Fact]
    public void Remove_OtherHeadsRecord_Stays()
    {
        HeadFile.Write(_folder.Data, _record);
        HeadFile.Remove(_folder.Data, pid: 1);
        Assert.True(File.Exists(_folder.Data.HeadFile));
        HeadFile.Remove(_folder.Data, _record.Pid);
        Assert.False(File.Exists(_folder.Data.HeadFile));
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
