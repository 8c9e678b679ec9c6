using FineTune.Providers.Storage;

namespace FineTune.Providers.Tests.Storage;

public sealed class TempFileScratchTests
{
    [Fact]
    public void Create_WrittenReadAndDisposed_LeavesNoFile()
    {
        var stream = Assert.IsType<FileStream>(new TempFileScratch().Create());
        var path = stream.Name;
        using (stream)
        {
            stream.Write([1, 2, 3]);
            stream.Position = 1;
            Assert.Equal(2, stream.ReadByte());
        }

        Assert.False(File.Exists(path));
    }
}
