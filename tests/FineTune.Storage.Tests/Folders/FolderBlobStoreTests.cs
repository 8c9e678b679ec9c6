using FineTune.Core.Storage;
using FineTune.Storage.Folders;
using FineTune.Storage.Tests.Blobs;
using FineTune.Testing;

namespace FineTune.Storage.Tests.Folders;

public sealed class FolderBlobStoreTests : BlobStoreContract
{
    private static readonly BlobRef Drop = new("datasets", "support/faq.jsonl");
    private readonly TempFolder _folder = new();

    private FolderBlobStore Folder => (FolderBlobStore)Store;

    protected override Task<IBlobStore> CreateAsync() => Task.FromResult<IBlobStore>(new FolderBlobStore(_folder.Path));

    public override ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return base.DisposeAsync();
    }

    [Fact]
    public async Task List_FilesCopiedByHand_AreBlobsAndDotFilesAreNot()
    {
        CopyByHand("one\n");
        File.WriteAllText(_folder["datasets/support/.faq.jsonl.swp"], "x");
        Directory.CreateDirectory(_folder["datasets/support/.git"]);
        File.WriteAllText(_folder["datasets/support/.git/config.jsonl"], "x");

        var item = Assert.Single((await Store.ListPageAsync("datasets", "support/")).Items);
        Assert.Equal(Drop, item.Blob);
        Assert.Equal("one\n", await TextAsync(Drop));
        Assert.Equal(item.Properties.ETag, (await Store.GetPropertiesAsync(Drop))!.ETag);
    }

    [Fact]
    public async Task ETag_SameBytesUnderTwoNames_IsTheSame()
    {
        var one = await Store.WriteAsync(At("one"), Bytes("same"));
        var two = await Store.WriteAsync(At("two"), Bytes("same"));

        Assert.Equal(one!.ETag, two!.ETag);
    }

    [Fact]
    public async Task List_UnchangedFile_IsHashedOnce()
    {
        CopyByHand("one\n", age: TimeSpan.FromMinutes(1));
        await Store.ListPageAsync("datasets", "");
        var computed = Folder.Hashes.Computed;

        await Store.ListPageAsync("datasets", "");
        await Store.GetPropertiesAsync(Drop);

        Assert.Equal(1, computed);
        Assert.Equal(computed, Folder.Hashes.Computed);
    }

    [Fact]
    public async Task ETag_RewrittenByHandWithinOneClockTick_IsNew()
    {
        CopyByHand("one\n");
        var before = await Store.GetPropertiesAsync(Drop);
        var stamp = File.GetLastWriteTimeUtc(_folder["datasets/support/faq.jsonl"]);

        CopyByHand("two\n");
        File.SetLastWriteTimeUtc(_folder["datasets/support/faq.jsonl"], stamp);

        Assert.NotEqual(before!.ETag, (await Store.GetPropertiesAsync(Drop))!.ETag);
    }

    [Fact]
    public async Task OpenRead_RewrittenInPlaceWhileReading_ThrowsAtTheEnd()
    {
        CopyByHand(new string('a', 100_000), age: TimeSpan.FromMinutes(1));
        await using var download = await Store.OpenReadAsync(Drop);
        await download!.Content.ReadExactlyAsync(new byte[10]);

        CopyByHand(new string('b', 100_000));

        await Assert.ThrowsAsync<BlobChangedException>(() => download.Content.CopyToAsync(Stream.Null));
    }

    [Fact]
    public async Task Metadata_OfABlobOverwrittenByHand_IsGone()
    {
        await Store.WriteAsync(Drop, Bytes("one"), metadata: new Dictionary<string, string> { ["a"] = "1" });
        CopyByHand("other");

        Assert.Empty((await Store.GetPropertiesAsync(Drop))!.Metadata);
    }

    [Fact]
    public async Task Write_TwoStoresOnOneFolder_ConditionsHoldBetweenThem()
    {
        var other = new FolderBlobStore(_folder.Path);
        var results = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(
            () => (i % 2 == 0 ? Store : other).WriteAsync(At($"n{i / 4}"), Bytes($"{i}"), WriteCondition.IfAbsent))));

        Assert.Equal(10, results.Count(r => r is not null));
    }

    [Fact]
    public async Task Write_WhileAnotherProcessHoldsTheLock_Waits()
    {
        await Store.WriteAsync(At("x"), Bytes("one"));
        var locks = Directory.GetFiles(_folder[".locks"]).Select(f => new FileStream(f, FileMode.Open, FileAccess.ReadWrite, FileShare.None)).ToList();
        var write = Store.WriteAsync(At("x"), Bytes("two"));

        Assert.False(write.IsCompleted);
        Assert.Equal("one", await TextAsync(At("x")));
        locks.ForEach(l => l.Dispose());
        Assert.NotNull(await write);
        Assert.Equal("two", await TextAsync(At("x")));
    }

    [Fact]
    public async Task Write_SourceFailsHalfWay_LeavesTheBlobAndNoTempFile()
    {
        await Store.WriteAsync(At("x"), Bytes("one"));
        await using var broken = new BrokenStream();

        await Assert.ThrowsAsync<IOException>(() => Store.WriteAsync(At("x"), broken));

        Assert.Equal("one", await TextAsync(At("x")));
        Assert.Empty(Directory.GetFiles(_folder[".tmp"]));
    }

    [Fact]
    public async Task Write_ConditionDoesNotHold_LeavesNoTempFile()
    {
        await Store.WriteAsync(At("x"), Bytes("one"));
        await Store.WriteAsync(At("x"), Bytes("two"), WriteCondition.IfAbsent);

        Assert.Empty(Directory.GetFiles(_folder[".tmp"]));
    }

    [Fact]
    public void Open_TempFilesOfAKilledProcess_AreRemovedAfterADay()
    {
        File.WriteAllText(_folder[".tmp/old"], "x");
        File.SetLastWriteTimeUtc(_folder[".tmp/old"], DateTime.UtcNow.AddDays(-2));
        File.WriteAllText(_folder[".tmp/young"], "x");

        _ = new FolderBlobStore(_folder.Path);

        Assert.Equal([_folder[".tmp/young"]], Directory.GetFiles(_folder[".tmp"]));
    }

    private void CopyByHand(string content, TimeSpan age = default)
    {
        var path = _folder["datasets/support/faq.jsonl"];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        if (age > TimeSpan.Zero)
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow - age);
        }
    }

    private sealed class BrokenStream : MemoryStream
    {
        private int _reads;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            _reads++ == 0 ? ValueTask.FromResult(buffer.Length) : throw new IOException("The other side is gone.");
    }
}
