using FunctionsHost.Local.State;

namespace FunctionsHost.Local.Tests.State;

public sealed class FolderHostStateStoreTests : HostStateStoreTests, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("state-");

    protected override IHostStateStore Store => new FolderHostStateStore(Path.Combine(_folder.FullName, "made", "later"));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Put_EndedHalfWay_TheOldDocumentStandsAndTheRestIsNotListed()
    {
        await Store.PutAsync("timers/a", "old", CancellationToken.None);
        var timers = Path.Combine(((FolderHostStateStore)Store).Folder, "timers");
        await File.WriteAllTextAsync(Path.Combine(timers, "a.json.0123.tmp"), "ne");

        Assert.Equal("old", await Store.GetAsync("timers/a", CancellationToken.None));
        var keys = new List<string>();
        await foreach (var document in Store.ListAsync("", CancellationToken.None)) keys.Add(document.Key);
        Assert.Equal(["timers/a"], keys);
    }

    [Fact]
    public async Task Put_FolderCannotBeMade_SaysWhichAndWhatToDo()
    {
        var file = Path.Combine(_folder.FullName, "a-file");
        await File.WriteAllTextAsync(file, "");
        var store = new FolderHostStateStore(file);

        var error = await Assert.ThrowsAsync<IOException>(() => store.PutAsync("timers/a", "{}", CancellationToken.None));

        Assert.Contains($"cannot be written to '{file}'", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("Check the rights and the free space there.", error.Message, StringComparison.Ordinal);
    }
}
