using System.Text;
using FineTune.Core.Examples;
using FineTune.Core.Lineages;
using FineTune.Datasets.Lines;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Rules;
using FineTune.Datasets.Shapes;
using FineTune.Datasets.Validation;
using Xunit;

namespace FineTune.Testing;

/// <summary>Ways to validate text and bytes as lines of a drop.</summary>
public static class Drops
{
    public const string Model = "base-model";

    public static LineResult Validate(string line, int maxTokens = 0, SafetySettings? safety = null) => Validate(Encoding.UTF8.GetBytes(line), maxTokens, safety);

    public static LineResult Validate(byte[] line, int maxTokens = 0, SafetySettings? safety = null) =>
        new LineValidator(new WordTokenCounter(), Model, maxTokens, safety).Validate(new JsonlLine(7, 100, line.Length, line, TooLong: false), lineNumber: 7);

    public static ChatExample Valid(string line)
    {
        var result = Validate(line);
        Assert.DoesNotContain(result.Findings, finding => finding.Severity == Severity.Error);
        return result.Row!.Example;
    }

    /// <summary>A chat line of one user and one assistant message, with more JSON in the assistant message or line.</summary>
    public static string Chat(string user = "Hi there", string assistant = "Hello", string inAssistant = "", string inLine = "") =>
        $$"""{"messages":[{"role":"user","content":"{{user}}"},{"role":"assistant","content":"{{assistant}}"{{inAssistant}}}]{{inLine}}}""";

    public static ChatExample Example(string user, string assistant, string? system = null) =>
        InstructionConverter.Convert(user, null, assistant, system);

    public static ValidatedRow Row(string user, string assistant, string? system = null, long line = 1)
    {
        var example = Example(user, assistant, system);
        return new ValidatedRow(ExampleId.Of(example), line, InputShape.Chat, 10, example);
    }

    /// <summary>Every line of a file, read in ranges of the given size.</summary>
    public static async Task<(List<JsonlLine> Lines, long Total, long Blank)> ReadAsync(byte[] file, long rangeBytes, int maxLineBytes = 1 << 20)
    {
        var lines = new List<JsonlLine>();
        var (total, blank) = (0L, 0L);
        foreach (var range in ByteRanges.Plan(file.Length, rangeBytes))
        {
            var start = (int)Math.Max(range.Start - 1, 0);
            using var stream = new ChunkedStream(file[start..]);
            var reader = new JsonlRangeReader(stream, range, firstRange: range.Number == 0, maxLineBytes);
            await foreach (var line in reader.ReadAsync())
            {
                lines.Add(line with { Number = total + line.Number });
            }

            total += reader.TotalLines;
            blank += reader.BlankLines;
        }

        return (lines, total, blank);
    }
}
