using FineTune.Cli.Data;
using FineTune.Cli.Errors;

namespace FineTune.Cli.Tests.Data;

public sealed class StorageFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Resolve_NothingSaid_IsTheFolder() =>
        Assert.Equal(StorageChoice.Folder, StorageFile.Resolve(_folder.Data, option: null, setting: null));

    [Fact]
    public void Resolve_Stored_IsUsedByTheNextCommand()
    {
        StorageFile.Write(_folder.Data, StorageChoice.Parse("azurite"));
        Assert.Equal(StorageKind.Azurite, StorageFile.Resolve(_folder.Data, null, null).Kind);
    }

    [Fact]
    public void Resolve_OptionAndSetting_WinOverStored()
    {
        StorageFile.Write(_folder.Data, StorageChoice.Parse("azurite"));
        Assert.Equal(StorageKind.AccountUrl, StorageFile.Resolve(_folder.Data, null, "https://a.blob.core.windows.net").Kind);
        Assert.Equal(StorageKind.Folder, StorageFile.Resolve(_folder.Data, "folder", "https://a.blob.core.windows.net").Kind);
    }

    [Fact]
    public void Write_ConnectionString_OnlyTheOwnerMayRead()
    {
        StorageFile.Write(_folder.Data, StorageChoice.Parse("AccountName=a;AccountKey=k"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.Data.StorageFile));
        }

        Assert.Equal("AccountName=a;AccountKey=k", StorageFile.Read(_folder.Data)!.Value);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("""{"storage":"tape"}""")]
    public void Read_Broken_NamesTheFile(string content)
    {
        _folder.File("storage.json", content);
        var error = Assert.Throws<CommandException>(() => StorageFile.Read(_folder.Data));
        Assert.Contains(_folder.Data.StorageFile, error.Message, StringComparison.Ordinal);
    }
}
