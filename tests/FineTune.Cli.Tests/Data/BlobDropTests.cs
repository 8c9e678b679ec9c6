using FineTune.Cli.Data;
using FineTune.Core.Storage;
using FineTune.Testing;

namespace FineTune.Cli.Tests.Data;

public sealed class BlobDropTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly InMemoryBlobStore _store = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Write_SameBytesAgain_LeavesTheBlobAlone()
    {
        var first = await DropAsync("one");
        var etag = await ETagAsync();

        var second = await DropAsync("one");

        Assert.Equal(first, second);
        Assert.Equal(etag, await ETagAsync());
    }

    [Fact]
    public async Task Write_OtherBytes_ReplacesTheBlob()
    {
        var first = await DropAsync("one");
        var etag = await ETagAsync();

        var second = await DropAsync("another");

        Assert.NotEqual(first.DatasetId, second.DatasetId);
        Assert.Equal(7, second.Bytes);
        Assert.NotEqual(etag, await ETagAsync());
    }

    private Task<Dropped> DropAsync(string content) =>
        BlobDrop.WriteAsync(_store, "support", "rows.jsonl", _folder.File("rows.jsonl", content), CancellationToken.None);

    private async Task<string> ETagAsync() => (await _store.GetPropertiesAsync(BlobPaths.Drop("support", "rows.jsonl")))!.ETag;
}
