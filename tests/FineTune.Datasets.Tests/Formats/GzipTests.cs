using System.IO.Compression;
using System.Text;
using FineTune.Datasets.Formats;
using FineTune.Datasets.Formats.Normalizing;

namespace FineTune.Datasets.Tests.Formats;

public sealed class GzipTests
{
    private const string Lines = "{\"prompt\":\"a\",\"completion\":\"b\"}\n{\"prompt\":\"c\",\"completion\":\"d\"}\n";

    /// <summary>1 GiB of rows in a few megabytes.</summary>
    private static readonly Lazy<byte[]> _bomb = new(() => Bomb(1 << 30));

    [Theory]
    [InlineData("x.jsonl.gz", Lines, FormatKind.JsonLinesGzip)]
    [InlineData("x.json.gz", "[{\"prompt\":\"a\",\"completion\":\"b\"},\n{\"prompt\":\"c\",\"completion\":\"d\"}]", FormatKind.JsonGzip)]
    [InlineData("x.jsonl.gz", "[{\"prompt\":\"a\",\"completion\":\"b\"},\n{\"prompt\":\"c\",\"completion\":\"d\"}]", FormatKind.JsonGzip)]
    [InlineData("x.csv.gz", "prompt,completion\na,b\nc,d\n", FormatKind.CsvGzip)]
    [InlineData("x.tsv.gz", "prompt\tcompletion\na\tb\nc\td\n", FormatKind.TsvGzip)]
    public async Task Gzip_OfEachKind_IsUnpacked(string name, string content, FormatKind kind)
    {
        var file = await Normalized.OfAsync(name, Normalized.Gzip(content));
        Assert.Equal((kind, 2L, null, Lines), (file.Result.Kind, file.Result.Records, file.Result.Refusal, file.Jsonl));
    }

    [Fact]
    public async Task Gzip_SeveralMembers_AreOneFile() =>
        Assert.Equal(Lines + Lines, (await Normalized.OfAsync("x.jsonl.gz", [.. Normalized.Gzip(Lines), .. Normalized.Gzip(Lines)])).Jsonl);

    [Fact]
    public async Task Gzip_OnlyByName_IsReadAsItIs()
    {
        var file = await Normalized.OfAsync("x.jsonl.gz", Lines);
        Assert.Equal((FormatKind.JsonLines, Lines), (file.Result.Kind, file.Jsonl));
        Assert.Contains("not compressed", file.Result.Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.5, "damaged or cut off")]
    [InlineData(0.98, "damaged or cut off")]
    public async Task Gzip_CutOff_IsRefused(double share, string reason)
    {
        var packed = Normalized.Gzip(Rows(2000));
        Assert.Contains(reason, (await Normalized.OfAsync("x.jsonl.gz", packed[..(int)(packed.Length * share)])).Result.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gzip_Corrupt_IsRefused()
    {
        var packed = Normalized.Gzip(Rows(2000));
        packed[packed.Length / 2] ^= 0x55;
        Assert.Contains("damaged", (await Normalized.OfAsync("x.jsonl.gz", packed)).Result.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gzip_Nested_IsRefused() => Assert.Contains(
        "compressed twice", (await Normalized.OfAsync("x.jsonl.gz", Normalized.Gzip(Normalized.Gzip(Lines)))).Result.Refusal, StringComparison.Ordinal);

    [Theory]
    [InlineData("x.jsonl")]
    [InlineData("x.csv")]
    public async Task Gzip_NotByName_IsRefused(string name) => Assert.Contains(
        "its name lacks .gz", (await Normalized.OfAsync(name, Normalized.Gzip(Lines))).Result.Refusal, StringComparison.Ordinal);

    [Theory]
    [InlineData("x.jsonl.gz", 200, long.MaxValue, "200 times its size", 40)]
    [InlineData("x.csv.gz", 200, long.MaxValue, "200 times its size", 40)]
    [InlineData("x.json.gz", 200, long.MaxValue, "200 times its size", 40)]
    [InlineData("x.jsonl.gz", 100_000, 8L << 20, "more than 8388608 bytes", 9)]
    public async Task Gzip_Bomb_StopsEarlyWithLittleMemory(string name, int ratio, long bytes, string reason, int atMostMegabytes)
    {
        var bomb = _bomb.Value;
        Assert.InRange(bomb.Length, 1, 4 << 20);
        using var target = new CountingSink();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = await FormatNormalizer.NormalizeAsync(
            new MemoryStream(bomb), name, target, new FormatLimits { MaxExpansionRatio = ratio, MaxExpandedBytes = bytes }, default);
        Assert.Contains(reason, result.Refusal, StringComparison.Ordinal);
        Assert.InRange(target.Count, 0, atMostMegabytes * (1L << 20));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64L << 20);
    }

    private static string Rows(int rows) => string.Concat(Enumerable.Range(0, rows).Select(i => $"{{\"prompt\":\"number {i * 7919}\",\"completion\":\"{i * 104729}\"}}\n"));

    private static byte[] Bomb(long length)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write("prompt,completion\n"u8);
            var rows = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('a', 1020) + ",b\n", 1 << 10)));
            for (var written = 0L; written < length; written += rows.Length)
            {
                gzip.Write(rows);
            }
        }

        return packed.ToArray();
    }

    private sealed class CountingSink : Stream
    {
        public long Count { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => Count;

        public override long Position { get => Count; set => throw new NotSupportedException(); }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Count += buffer.Length;
            return default;
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => Count += count;
    }
}
