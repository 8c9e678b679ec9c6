using FineTune.Cli.Data;
using FineTune.Cli.Hosting.Engines;

namespace FineTune.Cli.Tests.Hosting.Engines;

public sealed class HostIdTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_SameFolder_IsTheSameAfterARestart() => Assert.Equal(HostId.Of(_folder.Data), HostId.Of(_folder.Data));

    [Fact]
    public void Of_CopyOfTheFolder_Differs()
    {
        var original = HostId.Of(_folder.Data);
        var copy = new DataFolder(Path.Combine(_folder.Path, "copy"));
        copy.Create();
        File.Copy(_folder.Data.HostIdFile, copy.HostIdFile);

        Assert.NotEqual(original, HostId.Of(copy));
    }

    [Fact]
    public void Of_AnotherVolumeAtTheSamePath_Differs()
    {
        var original = HostId.Of(_folder.Data);
        File.Delete(_folder.Data.HostIdFile);

        Assert.NotEqual(original, HostId.Of(_folder.Data));
    }
}
