using System.Text;
using FineTune.Core.Storage;
using FineTune.Testing;
using Microsoft.Extensions.Time.Testing;

namespace FineTune.Functions.Tests.Storage;

public sealed class RowLogTests
{
    private static readonly BlobRef _blob = new("increments", "support/x/windows/judge-00000.jsonl");
    private readonly FakeTimeProvider _time = new();
    private readonly InMemoryBlobStore _store = new();
    private int _appends;

    [Fact]
    public async Task AddAsync_FewRowsQuickly_AreStoredByTheFlush()
    {
        var log = await OpenAsync();

        await log.AddAsync([new Row("a", 1), new Row("b", 2)]);
        Assert.Null(_store.Text(_blob));
        await log.FlushAsync();

        Assert.Equal("""{"id":"a","value":1}""" + "\n" + """{"id":"b","value":2}""" + "\n", _store.Text(_blob));
    }

    [Fact]
    public async Task AddAsync_ManyRowsOrASecond_AppendsAtMostThatOften()
    {
        var log = await OpenAsync();
        _store.BeforeWrite = _ => Task.FromResult(_appends++);

        for (var i = 0; i < 45; i++)
        {
            await log.AddAsync([new Row($"{i}", i)]);
        }

        Assert.Equal(2, _appends);
        _time.Advance(TimeSpan.FromSeconds(1));
        await log.AddAsync([new Row("late", 0)]);
        Assert.Equal(3, _appends);
        Assert.Equal(46, Lines().Length);
    }

    [Fact]
    public async Task OpenAsync_RowsThere_GoesOnBehindThem()
    {
        await FillAsync("a", "b");

        var log = await OpenAsync();
        Assert.Equal(["a", "b"], log.Rows.Keys);
        await log.AddAsync([new Row("b", 9), new Row("c", 3)]);
        await log.FlushAsync();

        Assert.Equal(["a", "b", "c"], (await OpenAsync()).Rows.Keys);
        Assert.Equal(3, Lines().Length);
        Assert.Equal(0, (await OpenAsync()).Rows["b"].Value);
    }

    [Theory]
    [InlineData("{\"id\":\"b\",\"val")]
    [InlineData("{")]
    [InlineData("{\"id\":\"b\",\"value\":1}")]
    public async Task OpenAsync_TornTail_NeverGluesTheNextRowToIt(string tail)
    {
        await FillAsync("a");
        _store.With(_blob, _store.Text(_blob) + tail);

        var log = await OpenAsync();
        await log.AddAsync([new Row("c", 3)]);
        await log.FlushAsync();

        var read = await _store.ReadRowsAsync<Row>(_blob).Select(row => row.Id).ToListAsync();
        Assert.Equal(["a", "c"], read.Where(id => id != "b"));
        Assert.Equal(read, (await OpenAsync()).Rows.Keys);
    }

    [Fact]
    public async Task FlushAsync_AnotherCopyAppended_TakesItsRowsOverAndWritesNoneTwice()
    {
        var stale = await OpenAsync();
        await FillAsync("a", "b");

        await stale.AddAsync([new Row("b", 7), new Row("c", 8)]);
        await stale.FlushAsync();

        Assert.Equal(["a", "b", "c"], stale.Rows.Keys);
        Assert.Equal(0, stale.Rows["b"].Value);
        Assert.Equal(3, Lines().Length);
    }

    [Fact]
    public async Task FlushAsync_TwoCopiesInTurns_LoseNothing()
    {
        var (one, two) = (await OpenAsync(), await OpenAsync());

        for (var i = 0; i < 10; i++)
        {
            var log = i % 2 == 0 ? one : two;
            await log.AddAsync([new Row($"{i}", i), new Row($"{i + 1}", i)]);
            await log.FlushAsync();
        }

        Assert.Equal(Enumerable.Range(0, 11).Select(i => $"{i}"), (await OpenAsync()).Rows.Keys);
        Assert.Equal(11, Lines().Length);
    }

    [Fact]
    public async Task FlushAsync_StoreFails_KeepsTheRowsForTheNextFlush()
    {
        var log = await OpenAsync();
        await log.AddAsync([new Row("a", 1)]);
        _store.BeforeWrite = _ => Task.FromException(new IOException("down"));
        await Assert.ThrowsAsync<IOException>(() => log.FlushAsync());
        _store.BeforeWrite = null;

        await log.FlushAsync();

        Assert.Single(Lines());
    }

    [Fact]
    public async Task FlushAsync_ReplyOfTheAppendWasLost_WritesNothingTwice()
    {
        var log = await OpenAsync();
        await log.AddAsync([new Row("a", 1)]);
        _store.With(_blob, """{"id":"a","value":1}""" + "\n");

        await log.FlushAsync();

        Assert.Single(Lines());
    }

    [Fact]
    public async Task RowWriter_SmallFile_IsOneBlobWithItsHash()
    {
        using var writer = new RowWriter(_store, _blob);
        await writer.WriteAsync(new Row("a", 1));
        await writer.WriteLineAsync("{}"u8.ToArray());
        Assert.Null(_store.Text(_blob));

        var file = await writer.CommitAsync();

        Assert.Equal("""{"id":"a","value":1}""" + "\n{}\n", _store.Text(_blob));
        Assert.Equal(("judge-00000.jsonl", 2L, (long)_store.Text(_blob)!.Length, Hash()), (file.Name, file.Rows, file.Bytes, file.Sha256));
    }

    [Fact]
    public async Task RowWriter_NoRows_IsAnEmptyBlob()
    {
        using var writer = new RowWriter(_store, _blob);

        var file = await writer.CommitAsync();

        Assert.Equal("", _store.Text(_blob));
        Assert.Equal((0L, 0L, Hash()), (file.Rows, file.Bytes, file.Sha256));
    }

    [Theory]
    [InlineData(1_000_000, 9)]
    [InlineData(4 * 1024 * 1024 - 1, 2)]
    [InlineData(5_000_000, 3)]
    public async Task RowWriter_ManyBlocks_PositionsAndHashHold(int lineBytes, int lines)
    {
        var line = Encoding.UTF8.GetBytes(new string('x', lineBytes));
        for (var round = 0; round < 2; round++)
        {
            using var writer = new RowWriter(_store, _blob);
            for (var i = 0; i < lines; i++)
            {
                Assert.Equal((long)i * (lineBytes + 1), writer.Position);
                await writer.WriteLineAsync(line);
            }

            var file = await writer.CommitAsync();
            Assert.Equal((lines, (long)lines * (lineBytes + 1), Hash()), ((int)file.Rows, file.Bytes, file.Sha256));
        }

        Assert.Equal((long)lines * (lineBytes + 1), (await _store.GetPropertiesAsync(_blob))!.Length);
    }

    [Fact]
    public async Task ReadRowsAsync_LineSeparatorsInsideStrings_DoNotSplitRows()
    {
        _store.With(_blob, "{\"id\":\"a\u2028b\u0085c\",\"value\":1}\n\n{broken\n{\"id\":\"d\",\"value\":2}\r\n{\"id\":\"torn\"");

        Assert.Equal(["a\u2028b\u0085c", "d"], await _store.ReadRowsAsync<Row>(_blob).Select(row => row.Id).ToListAsync());
    }

    private Task<RowLog<Row>> OpenAsync() => RowLog<Row>.OpenAsync(_store, _blob, row => row.Id, _time);

    private async Task FillAsync(params string[] ids)
    {
        var log = await OpenAsync();
        await log.AddAsync([.. ids.Select(id => new Row(id, 0))]);
        await log.FlushAsync();
    }

    private string[] Lines() => _store.Text(_blob)!.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private string Hash() => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(_store.Text(_blob)!)));

    private sealed record Row(string Id, int Value);
}
