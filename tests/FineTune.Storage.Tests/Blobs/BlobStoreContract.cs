using System.Text;
using FineTune.Core.Storage;

namespace FineTune.Storage.Tests.Blobs;

/// <summary>What every blob store promises. Each adapter runs all of it.</summary>
public abstract class BlobStoreContract : IAsyncLifetime
{
    private readonly string _container = $"c{Guid.NewGuid():N}";

    protected IBlobStore Store { get; private set; } = null!;

    protected abstract Task<IBlobStore> CreateAsync();

    public virtual async ValueTask InitializeAsync() => Store = await CreateAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected BlobRef At(string name) => new(_container, name);

    protected static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));

    protected async Task<string?> TextAsync(BlobRef blob) => await Store.ReadTextAsync(blob);

    [Fact]
    public async Task Read_NoBlob_IsNull()
    {
        Assert.Null(await Store.GetPropertiesAsync(At("none")));
        Assert.Null(await Store.OpenReadAsync(At("none")));
        Assert.Null(await Store.OpenReadAsync(At("none"), offset: 3, count: 0));
        Assert.Null(await Store.OpenReadAsync(At("none"), ifMatch: "abc"));
        Assert.False(await Store.DeleteAsync(At("none")));
        Assert.Empty((await Store.ListPageAsync(_container, "")).Items);
    }

    [Fact]
    public async Task Write_ThenRead_GivesContentAndTheSamePropertiesEverywhere()
    {
        var metadata = new Dictionary<string, string> { ["outcome"] = "accepted", ["rows_in"] = "12" };
        var written = await Store.WriteAsync(At("a/b.json"), Bytes("hello"), metadata: metadata);

        Assert.NotNull(written);
        await using var download = await Store.OpenReadAsync(At("a/b.json"));
        using var reader = new StreamReader(download!.Content);
        Assert.Equal("hello", await reader.ReadToEndAsync());
        var listed = Assert.Single((await Store.ListPageAsync(_container, "a/")).Items);
        foreach (var seen in (BlobProperties?[])[written, download.Properties, await Store.GetPropertiesAsync(At("a/b.json")), listed.Properties])
        {
            Assert.Equal(written.ETag, seen!.ETag);
            Assert.Equal(5, seen.Length);
            Assert.Equal(metadata, seen.Metadata);
            Assert.Equal(DateTimeOffset.UtcNow, seen.LastModified, TimeSpan.FromMinutes(2));
        }

        Assert.Equal(At("a/b.json"), listed.Blob);
    }

    [Fact]
    public async Task Write_Again_ReplacesContentETagAndMetadata()
    {
        var first = await Store.WriteAsync(At("x"), Bytes("one"), metadata: new Dictionary<string, string> { ["a"] = "1" });
        var second = await Store.WriteAsync(At("x"), Bytes("three"));

        Assert.NotEqual(first!.ETag, second!.ETag);
        Assert.Equal("three", await TextAsync(At("x")));
        Assert.Empty((await Store.GetPropertiesAsync(At("x")))!.Metadata);
    }

    [Fact]
    public async Task Write_SameContentWithOtherMetadata_ReplacesMetadata()
    {
        await Store.WriteAsync(At("x"), Bytes("one"), metadata: new Dictionary<string, string> { ["a"] = "1" });
        await Store.WriteAsync(At("x"), Bytes("one"), metadata: new Dictionary<string, string> { ["b"] = "2" });

        Assert.Equal(new Dictionary<string, string> { ["b"] = "2" }, (await Store.GetPropertiesAsync(At("x")))!.Metadata);
    }

    [Fact]
    public async Task Write_IfAbsentOverABlob_ChangesNothing()
    {
        await Store.WriteAsync(At("x"), Bytes("one"), WriteCondition.IfAbsent);

        Assert.Null(await Store.WriteAsync(At("x"), Bytes("two"), WriteCondition.IfAbsent));
        Assert.Equal("one", await TextAsync(At("x")));
    }

    [Fact]
    public async Task Write_IfVersion_HoldsForTheCurrentVersionOnly()
    {
        var first = await Store.WriteAsync(At("x"), Bytes("one"));
        var second = await Store.WriteAsync(At("x"), Bytes("two"), WriteCondition.IfVersion(first!.ETag));

        Assert.NotNull(second);
        Assert.Null(await Store.WriteAsync(At("x"), Bytes("three"), WriteCondition.IfVersion(first.ETag)));
        Assert.Equal("two", await TextAsync(At("x")));
        Assert.Null(await Store.WriteAsync(At("missing"), Bytes("three"), WriteCondition.IfVersion(first.ETag)));
        Assert.Null(await TextAsync(At("missing")));
    }

    [Fact]
    public async Task Write_ManyCreatorsAtOnce_OneWins()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(
            i => Task.Run(() => Store.WriteAsync(At("race"), Bytes($"writer {i}"), WriteCondition.IfAbsent))));

        var winner = Assert.Single(results, r => r is not null);
        Assert.Equal(winner!.ETag, (await Store.GetPropertiesAsync(At("race")))!.ETag);
    }

    [Fact]
    public async Task Write_ManyUpdatersOfOneVersion_OneWins()
    {
        var first = await Store.WriteAsync(At("race"), Bytes("start"));
        var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(
            i => Task.Run(() => Store.WriteAsync(At("race"), Bytes($"writer {i}"), WriteCondition.IfVersion(first!.ETag)))));

        Assert.Single(results, r => r is not null);
    }

    [Fact]
    public async Task Write_EmptyContent_IsABlobOfLengthZero()
    {
        var written = await Store.WriteAsync(At("empty"), Stream.Null);

        Assert.Equal(0, written!.Length);
        await using var download = await Store.OpenReadAsync(At("empty"));
        Assert.Equal(0, download!.Properties.Length);
        Assert.Equal(-1, download.Content.ReadByte());
    }

    [Fact]
    public async Task Write_StreamThatCannotSeek_IsWrittenWhole()
    {
        var content = new byte[300_000];
        Random.Shared.NextBytes(content);
        await using var deflated = new MemoryStream();
        await using (var packer = new System.IO.Compression.DeflateStream(deflated, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            await packer.WriteAsync(content);
        }

        deflated.Position = 0;
        await using var source = new System.IO.Compression.DeflateStream(deflated, System.IO.Compression.CompressionMode.Decompress);
        var written = await Store.WriteAsync(At("big"), source);

        Assert.Equal(content.Length, written!.Length);
        await using var download = await Store.OpenReadAsync(At("big"));
        using var read = new MemoryStream();
        await download!.Content.CopyToAsync(read);
        Assert.Equal(content, read.ToArray());
    }

    [Theory]
    [InlineData(0, null, "0123456789")]
    [InlineData(4, null, "456789")]
    [InlineData(4, 3, "456")]
    [InlineData(4, 100, "456789")]
    [InlineData(4, 0, "")]
    [InlineData(10, null, "")]
    [InlineData(99, 5, "")]
    public async Task OpenRead_Range_GivesThoseBytesAndTheWholeLength(long offset, int? count, string expected)
    {
        await Store.WriteAsync(At("digits"), Bytes("0123456789"));

        await using var download = await Store.OpenReadAsync(At("digits"), offset, count);
        using var reader = new StreamReader(download!.Content);

        Assert.Equal(expected, await reader.ReadToEndAsync());
        Assert.Equal(10, download.Properties.Length);
    }

    [Fact]
    public async Task OpenRead_AnotherVersion_Throws()
    {
        var first = await Store.WriteAsync(At("x"), Bytes("one"));
        await Store.WriteAsync(At("x"), Bytes("two"));

        var error = await Assert.ThrowsAsync<BlobChangedException>(() => Store.OpenReadAsync(At("x"), ifMatch: first!.ETag));
        Assert.Equal(At("x"), error.Blob);
        await Assert.ThrowsAsync<BlobChangedException>(() => Store.OpenReadAsync(At("x"), count: 0, ifMatch: first!.ETag));
    }

    [Fact]
    public async Task OpenRead_OverwrittenMeanwhile_StillGivesItsVersion()
    {
        await Store.WriteAsync(At("x"), Bytes(new string('a', 200_000)));
        await using var download = await Store.OpenReadAsync(At("x"));
        var start = new byte[10];
        await download!.Content.ReadExactlyAsync(start);

        await Store.WriteAsync(At("x"), Bytes(new string('b', 100)));

        using var reader = new StreamReader(download.Content);
        Assert.Equal(new string('a', 199_990), await reader.ReadToEndAsync());
        Assert.Equal(200_000, download.Properties.Length);
    }

    [Fact]
    public async Task Append_AtTheEnd_AddsAndElsewhereRefuses()
    {
        Assert.False(await Store.AppendAsync(At("log"), "x"u8.ToArray(), 5));
        Assert.Null(await Store.GetPropertiesAsync(At("log")));
        Assert.True(await Store.AppendAsync(At("log"), "one\n"u8.ToArray(), 0));
        Assert.True(await Store.AppendAsync(At("log"), "two\n"u8.ToArray(), 4));
        Assert.False(await Store.AppendAsync(At("log"), "late\n"u8.ToArray(), 4));
        Assert.False(await Store.AppendAsync(At("log"), "first\n"u8.ToArray(), 0));
        Assert.False(await Store.AppendAsync(At("log"), "far\n"u8.ToArray(), 100));

        Assert.Equal("one\ntwo\n", await TextAsync(At("log")));
    }

    [Fact]
    public async Task Append_ChangesTheETag()
    {
        await Store.AppendAsync(At("log"), "one\n"u8.ToArray(), 0);
        var before = await Store.GetPropertiesAsync(At("log"));
        await Store.AppendAsync(At("log"), "two\n"u8.ToArray(), 4);

        Assert.NotEqual(before!.ETag, (await Store.GetPropertiesAsync(At("log")))!.ETag);
    }

    [Fact]
    public async Task Append_ManyAtOnePosition_OneWins()
    {
        await Store.AppendAsync(At("log"), "start\n"u8.ToArray(), 0);
        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(
            i => Task.Run(() => Store.AppendAsync(At("log"), Encoding.UTF8.GetBytes($"writer {i}\n"), 6))));

        Assert.Single(results, r => r);
        Assert.Equal(15, (await Store.GetPropertiesAsync(At("log")))!.Length);
    }

    [Fact]
    public async Task Append_Nothing_TellsWhetherThePositionIsTheEnd()
    {
        await Store.AppendAsync(At("log"), "one"u8.ToArray(), 0);

        Assert.True(await Store.AppendAsync(At("log"), default, 3));
        Assert.False(await Store.AppendAsync(At("log"), default, 2));
    }

    [Fact]
    public async Task Write_OverAnAppendedBlob_ReplacesIt_AndDeleteFreesTheName()
    {
        await Store.AppendAsync(At("log"), "one\n"u8.ToArray(), 0);
        await Store.WriteAsync(At("log"), Bytes("whole"));
        Assert.Equal("whole", await TextAsync(At("log")));

        Assert.True(await Store.DeleteAsync(At("log")));
        Assert.True(await Store.AppendAsync(At("log"), "new\n"u8.ToArray(), 0));
        Assert.Equal("new\n", await TextAsync(At("log")));
    }

    [Fact]
    public async Task Blocks_Staged_AreInvisibleUntilCommittedInOrder()
    {
        await Store.StageBlockAsync(At("b"), 1, Bytes("second "));
        await Store.StageBlockAsync(At("b"), 0, Bytes("wrong "));
        await Store.StageBlockAsync(At("b"), 0, Bytes("first "));
        Assert.Null(await Store.GetPropertiesAsync(At("b")));
        Assert.Empty((await Store.ListPageAsync(_container, "")).Items);

        var committed = await Store.CommitBlocksAsync(At("b"), 2, new Dictionary<string, string> { ["rows"] = "2" });

        Assert.Equal("first second ", await TextAsync(At("b")));
        Assert.Equal(13, committed.Length);
        Assert.Equal("2", (await Store.GetPropertiesAsync(At("b")))!.Metadata["rows"]);
    }

    [Fact]
    public async Task Blocks_CommittedAgain_ChangeNothing()
    {
        await Store.StageBlockAsync(At("b"), 0, Bytes("one"));
        await Store.StageBlockAsync(At("b"), 1, Bytes("two"));
        await Store.CommitBlocksAsync(At("b"), 2);

        await Store.CommitBlocksAsync(At("b"), 2);
        Assert.Equal("onetwo", await TextAsync(At("b")));

        await Store.StageBlockAsync(At("b"), 0, Bytes("one"));
        await Store.CommitBlocksAsync(At("b"), 2);
        Assert.Equal("onetwo", await TextAsync(At("b")));
    }

    [Fact]
    public async Task Blocks_OneMissing_IsRefusedAndTheBlobStays()
    {
        await Store.WriteAsync(At("b"), Bytes("old"));
        await Store.StageBlockAsync(At("b"), 0, Bytes("one"));
        await Store.StageBlockAsync(At("b"), 2, Bytes("three"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.CommitBlocksAsync(At("b"), 3));
        Assert.Equal("old", await TextAsync(At("b")));
    }

    [Fact]
    public async Task Blocks_None_MakeAnEmptyBlob()
    {
        Assert.Equal(0, (await Store.CommitBlocksAsync(At("none"), 0)).Length);
        Assert.Equal("", await TextAsync(At("none")));
    }

    [Fact]
    public async Task List_Pages_AreInOrdinalOrderAndComplete()
    {
        string[] names = ["l/a.json", "l/B.json", "l/a/deep.json", "l/ä.json", "l/0 1.json", "m/other.json", "l-2/x.json"];
        foreach (var name in names)
        {
            await Store.WriteAsync(At(name), Bytes(name));
        }

        List<string> seen = [];
        string? continuation = null;
        do
        {
            var page = await Store.ListPageAsync(_container, "l/", 2, continuation);
            Assert.True(page.Items.Count <= 2);
            seen.AddRange(page.Items.Select(i => i.Blob.Name));
            continuation = page.Continuation;
        }
        while (continuation is not null);

        Assert.Equal(["l/0 1.json", "l/B.json", "l/a.json", "l/a/deep.json", "l/ä.json"], seen);
        Assert.Equal(names.Length, (await Store.ListPageAsync(_container, "")).Items.Count);
        Assert.Equal(["l/a.json", "l/a/deep.json"], (await Store.ListPageAsync(_container, "l/a")).Items.Select(i => i.Blob.Name));
    }

    [Fact]
    public async Task Delete_ABlob_RemovesItFromTheListing()
    {
        await Store.WriteAsync(At("x"), Bytes("one"), metadata: new Dictionary<string, string> { ["a"] = "1" });

        Assert.True(await Store.DeleteAsync(At("x")));
        Assert.False(await Store.DeleteAsync(At("x")));
        Assert.Empty((await Store.ListPageAsync(_container, "")).Items);
        await Store.WriteAsync(At("x"), Bytes("one"));
        Assert.Empty((await Store.GetPropertiesAsync(At("x")))!.Metadata);
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("a\\b")]
    [InlineData("a\nb")]
    [InlineData("")]
    [InlineData(".hidden")]
    [InlineData("a/.meta/b")]
    [InlineData("a/")]
    public async Task AnyCall_NameThatIsNone_IsRefused(string name)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Store.GetPropertiesAsync(At(name)));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.OpenReadAsync(At(name)));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.WriteAsync(At(name), Bytes("x")));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.AppendAsync(At(name), default, 0));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.StageBlockAsync(At(name), 0, Bytes("x")));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.DeleteAsync(At(name)));
    }

    [Theory]
    [InlineData("UPPER")]
    [InlineData("..")]
    [InlineData(".meta")]
    [InlineData("a/b")]
    [InlineData("")]
    public async Task AnyCall_ContainerThatIsNone_IsRefused(string container)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Store.WriteAsync(new BlobRef(container, "x"), Bytes("x")));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.GetPropertiesAsync(new BlobRef(container, "x")));
    }

    [Theory]
    [InlineData("Upper", "x")]
    [InlineData("a-b", "x")]
    [InlineData("name", "ü")]
    [InlineData("name", "a\nb")]
    public async Task Write_MetadataThatIsNone_IsRefused(string name, string value) =>
        await Assert.ThrowsAsync<ArgumentException>(
            () => Store.WriteAsync(At("x"), Bytes("x"), metadata: new Dictionary<string, string> { [name] = value }));
}
