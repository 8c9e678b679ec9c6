using FineTune.Cli.Data;
using FineTune.Cli.Errors;
using FineTune.Core;

namespace FineTune.Cli.Tests.Data;

public sealed class FolderDropTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Token => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task WriteAsync_File_LiesWholeUnderItsLineage()
    {
        var file = _folder.File("in/x.jsonl", "{}\n\u2028\n");
        var dropped = await FolderDrop.WriteAsync(_folder.Data, "support", "x.jsonl", file, Token);
        Assert.Equal(Path.Combine(_folder.Path, "datasets", "support", "x.jsonl"), dropped.Place);
        Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(dropped.Place));
        Assert.Equal(ContentId.Of(File.ReadAllBytes(file)), dropped.DatasetId);
        Assert.Empty(Directory.EnumerateFiles(_folder.Data.Temporary));
    }

    [Fact]
    public async Task WriteAsync_NameTaken_ReplacesByRename()
    {
        var place = _folder.File("datasets/support/x.jsonl", "old");
        using var reader = new FileStream(place, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        await FolderDrop.WriteAsync(_folder.Data, "support", "x.jsonl", _folder.File("x.jsonl", "new content"), Token);

        // Who had it open still reads the old bytes: the file was replaced, never written into.
        using var text = new StreamReader(reader);
        Assert.Equal("old", await text.ReadToEndAsync(Token));
        Assert.Equal("new content", await File.ReadAllTextAsync(place, Token));
    }

    [Fact]
    public async Task WriteAsync_MissingFile_SaysSoAndLeavesNothing()
    {
        var missing = Path.Combine(_folder.Path, "missing.jsonl");
        var error = await Assert.ThrowsAsync<CommandException>(() => FolderDrop.WriteAsync(_folder.Data, "support", "x.jsonl", missing, Token));
        Assert.Contains(missing, error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Data.Drops("support")));
    }

    [Fact]
    public async Task WriteAsync_Folder_SaysSo()
    {
        var error = await Assert.ThrowsAsync<CommandException>(() => FolderDrop.WriteAsync(_folder.Data, "support", "x.jsonl", _folder.Path, Token));
        Assert.EndsWith("is a folder.", error.Message, StringComparison.Ordinal);
    }
}
