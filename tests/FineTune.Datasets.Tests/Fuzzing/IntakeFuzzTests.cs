using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using FineTune.Core;
using FineTune.Core.Examples;
using FineTune.Core.Storage.Scratch;
using FineTune.Datasets.Analysis;
using FineTune.Datasets.Lines;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Rules;
using FineTune.Datasets.Validation;
using FineTune.Testing;

namespace FineTune.Datasets.Tests.Fuzzing;

/// <summary>
/// Mutated lines and files: nothing throws, hangs or is counted wrongly. A failure names the case; FINETUNE_FUZZ_SEED gives other cases than the fixed ones.
/// </summary>
public sealed class IntakeFuzzTests
{
    private const int LineCases = 100_000;
    private const int FileCases = 3_000;
    private const int Chances = 5;
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    private static readonly JsonSerializerOptions Canonical = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 128,
    };

    private static readonly int Seed =
        int.TryParse(Environment.GetEnvironmentVariable("FINETUNE_FUZZ_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : 20261126;

    private readonly Mutator _mutator = new(Corpus.Lines(), Seed);

    [Fact]
    public async Task Validate_MutatedLines_NoneThrowsHangsOrIsUndecided()
    {
        long valid = 0;
        await RunAsync(LineCases, number =>
        {
            Interlocked.Add(ref valid, CheckLine(_mutator.Line(number)) ? 1 : 0);
            return Task.CompletedTask;
        });

        TestContext.Current.TestOutputHelper?.WriteLine($"Seed {Seed}: {LineCases} lines, {valid} of them valid.");
        Assert.True(valid is > LineCases / 50 and < LineCases * 9 / 10, $"{valid} of {LineCases} lines are valid: the mutations are too wild or too tame.");
    }

    [Fact]
    public Task Validate_MutatedFiles_CountsAgreeHoweverTheyAreCut() => RunAsync(FileCases, number => CheckFileAsync(_mutator.File(number), number));

    /// <summary>Whether the line is valid.</summary>
    private static bool CheckLine(byte[] line)
    {
        var result = Timely(() => Drops.Validate(line));
        var errors = result.Findings.Count(finding => finding.Severity == Severity.Error);
        Assert.Equal(result.Row is null, errors > 0);
        Assert.All(result.Findings, finding => Assert.False(finding.Message.Any(char.IsControl), "A message holds control characters."));
        if (result.Row is { } row)
        {
            CheckRow(row);
            return true;
        }

        var kept = LineValidator.ToRejected(new JsonlLine(7, 100, line.Length, line, TooLong: false), 7, result.Findings);
        var read = JsonSerializer.Deserialize<RejectedRow>(JsonSerializer.SerializeToUtf8Bytes(kept, FineTuneJson.Options), FineTuneJson.Options)!;
        Assert.Equal(line, read.Raw is null ? Convert.FromBase64String(read.RawBase64!) : Encoding.UTF8.GetBytes(read.Raw));
        return false;
    }

    /// <summary>A valid row survives being stored, and what is trained on is valid and the same example.</summary>
    private static void CheckRow(ValidatedRow row)
    {
        var line = ExampleJson.ToTrainingLine(row.Example);
        Assert.Equal(JsonSerializer.SerializeToUtf8Bytes(row.Example, Canonical), line);
        Assert.Equal(ContentId.Of(line), row.Id);
        var stored = JsonSerializer.SerializeToUtf8Bytes(new { Kept = row }, FineTuneJson.Options);
        Assert.Equal(row.Id, ExampleId.Of(JsonSerializer.Deserialize<Stored>(stored, FineTuneJson.Options)!.Kept.Example));
        Assert.Equal(row.Id, Drops.Validate(line).Row?.Id);
    }

    private static async Task CheckFileAsync(byte[] file, int number)
    {
        var whole = await ReadAsync(file, long.MaxValue);
        var pieces = await ReadAsync(file, Math.Max(1 + (number % 97 * 13), file.Length / 200));
        Assert.Equal(whole.Select(Describe), pieces.Select(Describe));

        var lines = whole.FindAll(line => !line.IsBlank);
        var validation = new FileValidation(new LineValidator(new WordTokenCounter(), Drops.Model, 0), new DropMerge(new SetAnalysis(new MemoryScratch())));
        var result = await validation.RunAsync(_ => Task.FromResult<Stream>(new ChunkedStream(file, 1 + (number * 31 % 5000))));
        var totals = result.Summary.Totals;
        Assert.Equal((lines.Count, whole.Count - lines.Count), (totals.Lines, totals.Blank));
        Assert.Equal(totals.Lines, totals.Valid + totals.Rejected);
        Assert.Equal((file.Length, ContentId.Of(file)), (result.Bytes, result.DatasetId));
        Assert.Equal(totals.Rules.Sum(rule => rule.Count), result.Findings.Count + result.LeftOut);

        var results = lines.ConvertAll(line => Timely(() => Drops.Validate(line.Bytes.ToArray())));
        Assert.Equal(lines.Count, results.Count(result => result.Row is not null) + results.Count(result => result.Findings.Any(finding => finding.Severity == Severity.Error)));
    }

    private static async Task<List<JsonlLine>> ReadAsync(byte[] file, long rangeBytes)
    {
        var (lines, total, blank) = await Drops.ReadAsync(file, rangeBytes);
        Assert.Equal((total, blank), (lines.Count, lines.Count(line => line.IsBlank)));
        return lines;
    }

    private static (long, long, long, string) Describe(JsonlLine line) => (line.Number, line.Offset, line.Length, Convert.ToHexString(line.Bytes.Span));

    /// <summary>A slow answer gets more chances, because the machine may have done something else meanwhile.</summary>
    private static T Timely<T>(Func<T> work)
    {
        for (var chance = Chances; ; chance--)
        {
            var clock = Stopwatch.StartNew();
            var result = work();
            if (clock.Elapsed < Slow)
            {
                return result;
            }

            Assert.True(chance > 1, $"It took {clock.Elapsed.TotalSeconds:0.0} s.");
        }
    }

    /// <summary>Runs the cases on all cores; a failure names its case.</summary>
    private static Task RunAsync(int cases, Func<int, Task> check) => Parallel.ForAsync(0, cases, async (number, _) =>
    {
        try
        {
            await check(number);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"Seed {Seed}, case {number}: {e.Message}", e);
        }
    });

    private sealed record Stored(ValidatedRow Kept);
}
