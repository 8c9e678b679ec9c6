using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using FineTune.Core.Datasets;
using FineTune.Core.Tests.Fakes;

namespace FineTune.Core.Tests.Datasets.Fuzzing;

/// <summary>
/// Mutated lines and files: nothing throws, hangs or is counted wrongly. A failure names the case; FINETUNE_FUZZ_SEED gives other cases than the fixed ones.
/// </summary>
public sealed class IntakeFuzzTests
{
    private const int LineCases = 100_000;
    private const int FileCases = 3_000;
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    private static readonly int Seed =
        int.TryParse(Environment.GetEnvironmentVariable("FINETUNE_FUZZ_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : 20261126;

    private readonly Mutator _mutator = new(Corpus.Lines(), Seed);

    [Fact]
    public void Validate_MutatedLines_NoneThrowsHangsOrIsUndecided()
    {
        long valid = 0;
        Run(LineCases, number => Interlocked.Add(ref valid, CheckLine(_mutator.Line(number)) ? 1 : 0));

        TestContext.Current.TestOutputHelper?.WriteLine($"Seed {Seed}: {LineCases} lines, {valid} of them valid.");
        Assert.True(valid is > LineCases / 50 and < LineCases * 9 / 10, $"{valid} of {LineCases} lines are valid: the mutations are too wild or too tame.");
    }

    [Fact]
    public void Validate_MutatedFiles_CountsAgreeHoweverTheyAreCut() => Run(FileCases, number => CheckFile(_mutator.File(number), number));

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
        Assert.Equal(ContentId.Length, row.Id.Length);
        var stored = JsonSerializer.SerializeToUtf8Bytes(new { Kept = row }, FineTuneJson.Options);
        Assert.Equal(row.Id, ExampleId.Of(JsonSerializer.Deserialize<Stored>(stored, FineTuneJson.Options)!.Kept.Example));
        Assert.Equal(row.Id, Drops.Validate(ExampleJson.ToTrainingLine(row.Example)).Row?.Id);
    }

    private static void CheckFile(byte[] file, int number)
    {
        var whole = ReadAsync(file, long.MaxValue);
        var pieces = ReadAsync(file, 1 + (number % 97 * 13));
        Assert.Equal(whole.Select(Describe), pieces.Select(Describe));

        var lines = whole.FindAll(line => !line.IsBlank);
        var results = lines.ConvertAll(line => Timely(() => Drops.Validate(line.Bytes.ToArray())));
        Assert.Equal(lines.Count, results.Count(result => result.Row is not null) + results.Count(result => result.Findings.Any(finding => finding.Severity == Severity.Error)));
    }

    private static List<JsonlLine> ReadAsync(byte[] file, long rangeBytes)
    {
        var (lines, total, blank) = Drops.ReadAsync(file, rangeBytes).GetAwaiter().GetResult();
        Assert.Equal((total, blank), (lines.Count, lines.Count(line => line.IsBlank)));
        return lines;
    }

    private static (long, long, long, string) Describe(JsonlLine line) => (line.Number, line.Offset, line.Length, Convert.ToHexString(line.Bytes.Span));

    /// <summary>A slow answer gets a second chance, because the machine may have done something else meanwhile.</summary>
    private static T Timely<T>(Func<T> work)
    {
        for (var chance = 2; ; chance--)
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
    private static void Run(int cases, Action<int> check) => Parallel.For(0, cases, number =>
    {
        try
        {
            check(number);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"Seed {Seed}, case {number}: {e.Message}", e);
        }
    });

    private sealed record Stored(ValidatedRow Kept);
}
