using FineTune.Storage.Folders;

namespace FineTune.Storage.Tests.Folders;

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
