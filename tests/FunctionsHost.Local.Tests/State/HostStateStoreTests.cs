using FunctionsHost.Local.State;

namespace FunctionsHost.Local.Tests.State;

/// <summary>What every store of trigger state does.</summary>
public abstract class HostStateStoreTests
{
    protected abstract IHostStateStore Store { get; }

    [Fact]
    public async Task Get_UnknownKey_IsNull() => Assert.Null(await Store.GetAsync("timers/a", CancellationToken.None));

    [Fact]
    public async Task Put_Twice_KeepsTheSecond()
    {
        await Store.PutAsync("timers/a", """{"n":1}""", CancellationToken.None);
        await Store.PutAsync("timers/a", """{"n":"zwei ü"}""", CancellationToken.None);

        Assert.Equal("""{"n":"zwei ü"}""", await Store.GetAsync("timers/a", CancellationToken.None));
    }

    [Fact]
    public async Task Delete_KnownOrUnknown_LeavesNone()
    {
        await Store.PutAsync("timers/a", "{}", CancellationToken.None);

        await Store.DeleteAsync("timers/a", CancellationToken.None);
        await Store.DeleteAsync("timers/a", CancellationToken.None);
        await Store.DeleteAsync("elsewhere/b", CancellationToken.None);

        Assert.Null(await Store.GetAsync("timers/a", CancellationToken.None));
    }

    [Fact]
    public async Task List_Prefix_GivesWholeSegmentsAndAllBelow()
    {
        await Store.PutAsync("blobs/datasets/1", "1", CancellationToken.None);
        await Store.PutAsync("blobs/datasets/2", "2", CancellationToken.None);
        await Store.PutAsync("blobs/datasets-index/3", "3", CancellationToken.None);
        await Store.PutAsync("poison/datasets/4", "4", CancellationToken.None);

        Assert.Equal(["blobs/datasets/1=1", "blobs/datasets/2=2"], await ListAsync("blobs/datasets/"));
        Assert.Equal(3, (await ListAsync("blobs/")).Count);
        Assert.Empty(await ListAsync("timers/"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a//b")]
    [InlineData("../a")]
    [InlineData("a/.b")]
    [InlineData("A")]
    [InlineData("a b")]
    public async Task Put_NotAKey_IsRefused(string key) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Store.PutAsync(key, "{}", CancellationToken.None));

    [Fact]
    public async Task Put_ManyAtOnce_EveryReadSeesAWholeDocument()
    {
        var documents = Enumerable.Range(0, 20).Select(n => $"{n}:{new string((char)('a' + n), 10_000)}").ToList();
        await Store.PutAsync("a", documents[0], CancellationToken.None);

        var writes = Task.WhenAll(documents.Select(document => Task.Run(() => Store.PutAsync("a", document, CancellationToken.None))));
        while (!writes.IsCompleted) Assert.Contains(await Store.GetAsync("a", CancellationToken.None), documents);
        await writes;

        Assert.Single(await ListAsync(""));
    }

    private async Task<List<string>> ListAsync(string prefix)
    {
        var found = new List<string>();
        await foreach (var document in Store.ListAsync(prefix, CancellationToken.None)) found.Add($"{document.Key}={document.Json}");
        found.Sort(StringComparer.Ordinal);
        return found;
    }
}
