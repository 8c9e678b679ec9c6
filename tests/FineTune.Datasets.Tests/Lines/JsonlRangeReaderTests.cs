using System.Text;
using FineTune.Datasets.Lines;
using FineTune.Datasets.Tests.Support;
using FineTune.Testing;
using FsCheck.Xunit;

namespace FineTune.Datasets.Tests.Lines;

public sealed class JsonlRangeReaderTests
{
    private static readonly string[] Pieces = ["\n", "\r\n", "\r", " ", "a", "{}", "\uFEFF", "\u2028", "é", "\t", "bb\ncc", "\n\n", "\0"];

    [Property(MaxTest = 400)]
    public bool ReadAsync_FileInPieces_SameLinesAsTheWholeFile(byte[] choices, byte size, bool mark)
    {
        var text = string.Concat(choices.Select(choice => Pieces[choice % Pieces.Length]));
        var file = Encoding.UTF8.GetBytes((mark ? "\uFEFF" : "") + text);
        var whole = Drops.ReadAsync(file, long.MaxValue).Result;
        var pieces = Drops.ReadAsync(file, (size % 9) + 1).Result;
        return whole.Total == pieces.Total && whole.Blank == pieces.Blank
            && whole.Lines.Select(Describe).SequenceEqual(pieces.Lines.Select(Describe));
    }

    [Property(MaxTest = 400)]
    public bool ReadAsync_AnyFile_CountsAgreeAndOffsetsPointAtTheBytes(byte[] choices, bool mark)
    {
        var text = string.Concat(choices.Select(choice => Pieces[choice % Pieces.Length]));
        var file = Encoding.UTF8.GetBytes((mark ? "\uFEFF" : "") + text);
        var (lines, total, blank) = Drops.ReadAsync(file, 5).Result;
        var afterMark = file.AsSpan().StartsWith("\uFEFF"u8) ? file[3..] : file;
        var expected = afterMark.Length == 0 ? 0 : afterMark.Count(b => b == '\n') + (afterMark[^1] == '\n' ? 0 : 1);
        return total == expected && lines.Count == total && lines.Count(line => line.IsBlank) == blank
            && lines.Select(line => line.Number).SequenceEqual(Enumerable.Range(1, lines.Count).Select(number => (long)number))
            && lines.TrueForAll(line => file.AsSpan((int)line.Offset, (int)line.Length).SequenceEqual(line.Bytes.Span));
    }

    [Fact]
    public async Task ReadAsync_MarkCrlfBlankAndUnfinishedLine_NumbersAndTexts()
    {
        var file = Encoding.UTF8.GetBytes("\uFEFF{\"a\":1}\r\n\r\n  \n{\"b\":\"x\u2028y\"}\nlast");
        var (lines, total, blank) = await Drops.ReadAsync(file, 4);
        Assert.Equal(["{\"a\":1}", "", "  ", "{\"b\":\"x\u2028y\"}", "last"], lines.Select(line => Encoding.UTF8.GetString(line.Bytes.Span)));
        Assert.Equal([2, 3], lines.Where(line => line.IsBlank).Select(line => line.Number));
        Assert.Equal(3, lines[0].Offset);
        Assert.Equal((5, 2), (total, blank));
    }

    [Theory]
    [InlineData("", 0, 0)]
    [InlineData("\n", 1, 1)]
    [InlineData("\uFEFF", 0, 0)]
    [InlineData("\uFEFF\n", 1, 1)]
    [InlineData(" \r\n\t\n", 2, 2)]
    [InlineData("\r", 1, 1)]
    public async Task ReadAsync_NothingButBlanks_OnlyBlankLines(string text, long total, long blank)
    {
        var read = await Drops.ReadAsync(Encoding.UTF8.GetBytes(text), 1);
        Assert.All(read.Lines, line => Assert.True(line.IsBlank));
        Assert.Equal((total, blank, total), (read.Total, read.Blank, read.Lines.Count));
    }

    [Fact]
    public async Task ReadAsync_BlankLineAboveTheLimit_IsBlankNotTooLong()
    {
        var line = Assert.Single((await Drops.ReadAsync(Encoding.UTF8.GetBytes(new string(' ', 500)), 1000, maxLineBytes: 3)).Lines);
        Assert.Equal((true, false, 500L), (line.IsBlank, line.TooLong, line.Length));
    }

    [Theory]
    [InlineData("abc\n", false)]
    [InlineData("abc\r\n", false)]
    [InlineData("abcd\n", true)]
    [InlineData("abcd", true)]
    [InlineData("abc\r", false)]
    public async Task ReadAsync_AroundTheLimit_TooLongCountsWithoutTheLineEnd(string text, bool tooLong)
    {
        var line = Assert.Single((await Drops.ReadAsync(Encoding.UTF8.GetBytes(text), 100, maxLineBytes: 3)).Lines);
        Assert.Equal(tooLong, line.TooLong);
        Assert.Equal(text.TrimEnd().Length, line.Length);
        Assert.Equal(tooLong, line.Bytes.IsEmpty);
    }

    [Fact]
    public async Task ReadAsync_LineOfFiftyMegabytes_BoundedMemoryAndNothingLost()
    {
        const long Size = 50L * 1024 * 1024;
        using var stream = new EndlessLine(Size);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var lines = new List<JsonlLine>();
        await foreach (var line in new JsonlRangeReader(stream, new ByteRange(0, 0, stream.Length), firstRange: true).ReadAsync())
        {
            lines.Add(line);
        }

        Assert.Equal([2, Size, 2], lines.Select(line => line.Length));
        Assert.Equal([false, true, false], lines.Select(line => line.TooLong));
        Assert.Equal([0, 3, Size + 4], lines.Select(line => line.Offset));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 24 * 1024 * 1024, "The line was buffered whole.");
    }

    [Fact]
    public async Task ReadAsync_Cancelled_Throws()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        using var stream = new MemoryStream("a\n"u8.ToArray());
        var reader = new JsonlRangeReader(stream, new ByteRange(0, 0, 2), firstRange: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await reader.ReadAsync(cancelled.Token).GetAsyncEnumerator().MoveNextAsync());
    }

    private static (long Number, long Offset, long Length, string Bytes) Describe(JsonlLine line) =>
        (line.Number, line.Offset, line.Length, Convert.ToHexString(line.Bytes.Span));
}
