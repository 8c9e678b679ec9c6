using System.IO.Compression;
using System.Text;
using FineTune.Core;
using FineTune.Core.Storage;
using FineTune.Core.Storage.Scratch;
using FineTune.Datasets.Lines;
using FineTune.Datasets.Reports;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Rules;
using FineTune.Functions.Activities.Intake;
using FineTune.Functions.Contracts.Datasets;
using FineTune.Functions.Tests.Support;

namespace FineTune.Functions.Tests.Activities;

public sealed class CopyDropTests
{
    private static readonly string _csv = "instruction,input,output\r\n" + string.Concat(Enumerable.Range(0, 12).Select(i =>
        $"\"Say, please, what parcel {i * 7919} is\",,\"It is \"\"parcel\"\"\nnumber {i * 104729}.\"\r\n")) + "\"bad\" row,x,y\r\n";

    private readonly World _world = new();

    [Fact]
    public async Task Csv_ThroughCopyAndValidation_EveryRowEndsInOnePlace()
    {
        var input = await DropAsync("week.csv", _csv);
        var copied = await _world.Copy.RunAsync(input, default);

        Assert.Equal((null, _csv), (copied.Refusal, Text(input, "source.csv")));
        Assert.Equal(Text(input, "source.jsonl")!.Length, copied.Bytes);
        var result = await ValidateAsync(input, copied.Bytes);
        Assert.Equal((12L, null), (result.Valid, result.Reason));
        var rejected = Assert.Single(await RowsAsync(BlobPaths.Rejected(Samples.Lineage, input.DatasetId)));
        Assert.Equal((13L, RuleIds.TextAfterQuote, "\"bad\" row,x,y"), (rejected.Line, Assert.Single(rejected.Findings).Rule, rejected.Raw));

        var report = await ReportAsync(input);
        Assert.Equal((13L, 12L, 1L), (report.Counts!.Lines, report.Counts.Valid, report.Counts.RejectedByRules));
        Assert.Empty(report.Counts.Problems());
        Assert.Equal(["Read as CSV."], report.Notes);
    }

    [Theory]
    [InlineData("week.json")]
    [InlineData("week.jsonl")]
    public async Task Array_UnderEitherName_IsKeptAndRead(string name)
    {
        var content = $"[\n{string.Join(",\n", Enumerable.Range(0, 12).Select(Samples.Line))}\n]\n";
        var input = await DropAsync(name, content);

        Assert.Null((await _world.Copy.RunAsync(input, default)).Refusal);

        Assert.Equal(content, Text(input, "source.json"));
        Assert.Equal(Samples.Drop(12), Text(input, "source.jsonl"));
    }

    [Fact]
    public async Task Gzip_Again_ChangesNothingAndNeedsNoDrop()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(Samples.Drop(12)));
        }

        packed.Position = 0;
        var written = (await _world.Store.WriteAsync(BlobPaths.Drop(Samples.Lineage, "week.jsonl.gz"), packed))!;
        var input = new DatasetInput(Samples.Lineage, "week.jsonl.gz", written.ETag, ContentId.Of(packed.ToArray().AsSpan()));

        var first = await _world.Copy.RunAsync(input, default);
        await _world.Store.DeleteAsync(BlobPaths.Drop(Samples.Lineage, input.Name));
        var second = await _world.Copy.RunAsync(input, default);
        await _world.Store.DeleteAsync(BlobPaths.Source(Samples.Lineage, input.DatasetId));
        var third = await _world.Copy.RunAsync(input, default);

        Assert.All([first, second, third], result => Assert.Equal((Samples.Drop(12).Length, null), (result.Bytes, result.Refusal)));
        Assert.Equal(Samples.Drop(12), Text(input, "source.jsonl"));
    }

    [Fact]
    public async Task Csv_DroppedAsJsonlFirst_IsReadAnewUnderItsRightName()
    {
        var wrong = await DropAsync("week.jsonl", _csv);
        var copied = await _world.Copy.RunAsync(wrong, default);
        Assert.NotNull((await ValidateAsync(wrong, copied.Bytes)).Reason);

        var right = await DropAsync("week.csv", _csv);
        Assert.Equal(wrong.DatasetId, right.DatasetId);
        copied = await _world.Copy.RunAsync(right, default);
        Assert.Equal((12L, null), ((await ValidateAsync(right, copied.Bytes)).Valid, copied.Refusal));

        // And back; then a name whose bytes are gone leaves what there is.
        await _world.Copy.RunAsync(wrong, default);
        Assert.Equal(_csv, Text(wrong, "source.jsonl"));
        await _world.Store.DeleteAsync(BlobPaths.Drop(Samples.Lineage, "week.tsv"));
        Assert.Equal((_csv.Length, null), await BytesAsync(right with { Name = "week.tsv" }));
    }

    [Theory]
    [InlineData("week.csv", "a,b\nc,d\n", "None of the 2 cells")]
    [InlineData("week.jsonl", "PK\u0003\u0004", "zip archive")]
    [InlineData("week.txt", "x", "does not end in .jsonl")]
    [InlineData("week", "x", "does not end in .jsonl")]
    public async Task WholeFileUnreadable_IsRefusedWithoutLines(string name, string content, string reason)
    {
        var input = await DropAsync(name, content);

        var copied = await _world.Copy.RunAsync(input, default);

        Assert.Contains(reason, copied.Refusal, StringComparison.Ordinal);
        Assert.Null(copied.Settings);
        Assert.Null(Text(input, "source.jsonl"));
    }

    [Fact]
    public async Task Csv_DeletedOrOverwritten_IsRefusedWithWhatHappens()
    {
        var input = await DropAsync("week.csv", _csv);
        await DropAsync("week.csv", "other");
        Assert.Contains("was overwritten before", (await _world.Copy.RunAsync(input, default)).Refusal, StringComparison.Ordinal);
        await _world.Store.DeleteAsync(BlobPaths.Drop(Samples.Lineage, "week.csv"));
        Assert.Contains("was deleted before", (await _world.Copy.RunAsync(input, default)).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Csv_KilledAtAnyWrite_EndsAsIfUndisturbed()
    {
        var input = await DropAsync("week.csv", _csv);
        for (var write = 1; write <= 2; write++)
        {
            _world.DieAtWrite(write);
            await Assert.ThrowsAsync<IOException>(() => _world.Copy.RunAsync(input, default));
            Assert.Null(Text(input, "source.jsonl"));
            _world.Revive();
        }

        Assert.Null((await _world.Copy.RunAsync(input, default)).Refusal);
        Assert.Equal(_csv, Text(input, "source.csv"));
        Assert.Equal(13, Text(input, "source.jsonl")!.Count(c => c == '\n'));
    }

    private async Task<(long, string?)> BytesAsync(DatasetInput input)
    {
        var copied = await _world.Copy.RunAsync(input, default);
        return (copied.Bytes, copied.Refusal);
    }

    private async Task<DatasetInput> DropAsync(string name, string content)
    {
        _world.Store.With(BlobPaths.Drop(Samples.Lineage, name), content);
        var properties = (await _world.Store.GetPropertiesAsync(BlobPaths.Drop(Samples.Lineage, name)))!;
        return new DatasetInput(Samples.Lineage, name, properties.ETag, Samples.IdOf(content));
    }

    private async Task<ValidationResult> ValidateAsync(DatasetInput input, long bytes)
    {
        var validate = new ValidateRange(_world.Store, _world.Endpoints, _world.Endpoints, _world.Endpoints);
        var parts = new List<RangeResult>();
        foreach (var range in ByteRanges.Plan(bytes, 300))
        {
            parts.Add(await validate.RunAsync(new RangeInput(input.Lineage, input.DatasetId, range, Samples.Trainer), default));
        }

        return await new MergeValidation(_world.Store, _world.Endpoints, _world.Endpoints, _world.Time, new MemoryScratch()).RunAsync(new MergeInput(input.Lineage, input.DatasetId, parts, 42), default);
    }

    private async Task<DatasetReport> ReportAsync(DatasetInput input)
    {
        await new WriteDatasetReport(_world.Store, _world.Account, _world.Endpoints, _world.Endpoints, _world.Endpoints).RunAsync(new DatasetEnd(input, DatasetOutcome.Refused, "x", null, _world.Now), default);
        return (await _world.Store.ReadJsonAsync<DatasetReport>(BlobPaths.Report(input.Lineage, input.DatasetId)))!;
    }

    private async Task<List<RejectedRow>> RowsAsync(BlobRef blob)
    {
        var rows = new List<RejectedRow>();
        await foreach (var row in _world.Store.ReadRowsAsync<RejectedRow>(blob))
        {
            rows.Add(row);
        }

        return rows;
    }

    private string? Text(DatasetInput input, string file) => _world.Store.Text(BlobPaths.Increment(input.Lineage, input.DatasetId, file));
}
