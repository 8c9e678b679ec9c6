using System.Text;
using FineTune.Core.Storage.Scratch;
using FineTune.Datasets.Analysis;
using FineTune.Datasets.Rules;
using FineTune.Datasets.Validation;
using FineTune.Testing;

namespace FineTune.Datasets.Tests.Validation;

public sealed class FileValidationTests
{
    [Fact]
    public async Task RunAsync_MoreFindingsThanAreKept_CountedAndTheFirstOfEveryRuleListed()
    {
        const int Bad = FileValidation.MaxFindings + 500;
        var file = string.Concat(Enumerable.Repeat("[]\n", Bad)) + Drops.Chat() + "\n{\"messages\":[]}\n" + Drops.Chat() + "\n";

        var result = await RunAsync(file);

        var totals = result.Summary.Totals;
        Assert.Equal((Bad + 3, 1, Bad + 2), (totals.Lines, totals.Valid, totals.Rejected));
        Assert.Equal(totals.Rules.Sum(rule => rule.Count), result.Findings.Count + result.LeftOut);
        Assert.Equal(500, result.LeftOut);
        Assert.Equal(Bad + 2, Assert.Single(result.Findings, finding => finding.Rule == RuleIds.NoMessages).Line);
        Assert.Equal(Bad + 3, Assert.Single(result.Findings, finding => finding.Rule == RuleIds.DuplicateInDrop).Line);
    }

    [Fact]
    public async Task RunAsync_ManyBatches_LinesInOrderAndBytesReported()
    {
        var file = string.Concat(Enumerable.Range(0, 5_000).Select(n => n % 100 == 7 ? "no json\n" : Drops.Chat(user: $"Question {n} {new string('x', 200)}") + "\n"));
        var reports = new Reports();

        var result = await RunAsync(file, reports);

        Assert.Equal(Enumerable.Range(0, 50).Select(n => (100L * n) + 8), result.Findings.Where(finding => finding.Rule == RuleIds.NotJson).Select(finding => finding.Line));
        Assert.Equal(file.Length - 1, reports.Values[^1]);
        Assert.Equal(reports.Values.Order(), reports.Values);
    }

    [Fact]
    public async Task RunAsync_StreamBreaks_ThrowsWhatTheStreamThrew()
    {
        var validation = Create();
        await Assert.ThrowsAsync<IOException>(() => validation.RunAsync(_ => Task.FromException<Stream>(new IOException("gone"))));
    }

    [Fact]
    public async Task RunAsync_Cancelled_Throws()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync("{}\n", token: cancelled.Token));
    }

    private static Task<FileResult> RunAsync(string file, IProgress<long>? progress = null, CancellationToken token = default) =>
        Create().RunAsync(_ => Task.FromResult<Stream>(new MemoryStream(Encoding.UTF8.GetBytes(file))), progress, token);

    private static FileValidation Create() =>
        new(new LineValidator(new WordTokenCounter(), Drops.Model, 0), new DropMerge(new SetAnalysis(new MemoryScratch())));

    private sealed class Reports : IProgress<long>
    {
        public List<long> Values { get; } = [];

        public void Report(long value) => Values.Add(value);
    }
}
