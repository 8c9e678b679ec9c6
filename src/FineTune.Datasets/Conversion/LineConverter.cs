using System.Text.Json;
using FineTune.Core.Examples;
using FineTune.Datasets.Json;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Rules;
using FineTune.Datasets.Shapes;

namespace FineTune.Datasets.Conversion;

/// <summary>
/// Turns a line of any shape into another shape, by way of chat. Never throws for what a line holds. Every new line is read back: when it does not say
/// what the old one said, a loss says so.
/// </summary>
public static class LineConverter
{
    /// <param name="lineNumber">1-based, for the findings.</param>
    public static ConvertedLine Convert(ReadOnlyMemory<byte> line, long lineNumber, InputShape target)
    {
        var findings = new LineFindings(lineNumber);
        JsonInspector.Inspect(line.Span, findings);
        if (findings.HasError)
        {
            return new ConvertedLine(null, [], [], findings.All, null);
        }

        using var document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = JsonInspector.MaxDepth });
        var source = document.RootElement;
        if (ShapeReader.Read(source, findings) is not { } read || findings.HasError)
        {
            return new ConvertedLine(ShapeReader.ShapeOf(source), [], [], findings.All, null);
        }

        var losses = new Losses();
        losses.Add(ConversionLoss.UnknownKeysDropped, findings.All.Any(finding => finding.Rule == RuleIds.UnknownKey));
        var lines = Write(source, read, target, losses, out var refusal);
        return new ConvertedLine(read.Shape, refusal is null ? lines : [], refusal is null ? losses.All : [], findings.All, refusal);
    }

    private static List<byte[]> Write(JsonElement source, ReadLine read, InputShape target, Losses losses, out string? refusal)
    {
        refusal = null;
        if (target == InputShape.SelfInstruct && read.Shape == target)
        {
            return [ShapeWriter.Task(source, read.Examples)];
        }

        AddShapesOwn(source, read, target, losses);
        var lines = new List<byte[]>(read.Examples.Count);
        foreach (var example in read.Examples)
        {
            if (ShapeWriter.Write(example, target, losses, out refusal) is not { } line)
            {
                return [];
            }

            ReadBack(example.Example, line, losses, out refusal);
            if (refusal is not null)
            {
                return [];
            }

            lines.Add(line);
        }

        return lines;
    }

    /// <summary>What only the line's own shape can say.</summary>
    private static void AddShapesOwn(JsonElement source, ReadLine read, InputShape target, Losses losses)
    {
        losses.Add(ConversionLoss.LosingAnswerDropped, read.Shape == InputShape.Preference && target != InputShape.Preference);
        losses.Add(ConversionLoss.TaskFieldsDropped, read.Shape == InputShape.SelfInstruct && SelfInstructReader.TaskKeys.Any(key => source.TryGetProperty(key, out _)));
        losses.Add(ConversionLoss.TaskSplit, read.Examples.Count > 1);
        losses.Add(
            ConversionLoss.InputMerged,
            target is not (InputShape.Instruction or InputShape.SelfInstruct) && read.Examples.Any(example => !string.IsNullOrWhiteSpace(example.Input)));
    }

    private static void ReadBack(ChatExample example, byte[] line, Losses losses, out string? refusal)
    {
        var findings = new LineFindings(0);
        using var document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 2 * JsonInspector.MaxDepth });
        var again = ShapeReader.Read(document.RootElement, findings);
        refusal = again is null || findings.HasError
            ? $"The result would not be a valid line: {findings.All.First(finding => finding.Severity == Severity.Error).Message}"
            : null;
        losses.Add(ConversionLoss.TextChanged, again is not null && !losses.ChangeMessages && IdOf(again.Examples[0].Example) != IdOf(example));
    }

    /// <summary>A weight of 1 is what a missing weight means.</summary>
    private static string IdOf(ChatExample example) =>
        ExampleId.Of(example with { Messages = [.. example.Messages.Select(turn => turn.Weight == 1 ? turn with { Weight = null } : turn)] });
}
