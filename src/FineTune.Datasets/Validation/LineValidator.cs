using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using FineTune.Core.Examples;
using FineTune.Core.Lineages;
using FineTune.Core.Models;
using FineTune.Datasets.Content;
using FineTune.Datasets.Conversations;
using FineTune.Datasets.Formats;
using FineTune.Datasets.Json;
using FineTune.Datasets.Lines;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Rules;
using FineTune.Datasets.Safety;
using FineTune.Datasets.Shapes;

namespace FineTune.Datasets.Validation;

/// <summary>
/// Checks one line at a time and turns it into chat: one row, or one per instance of a task. Never throws for what a line holds. Thread-safe when the
/// counter is.
/// </summary>
/// <param name="model">The base model, whose encoding counts.</param>
/// <param name="maxExampleTokens">The base model's limit; 0 or less: no limit.</param>
/// <param name="safety">How personal data, secrets and text for judges are treated; null: the defaults.</param>
/// <param name="checks">Which checks to run; all by default.</param>
public sealed class LineValidator(
    ITokenCounter tokens, string model, int maxExampleTokens, SafetySettings? safety = null, LineChecks checks = LineChecks.All)
{
    private readonly SafetySettings _safety = safety ?? new SafetySettings();

    /// <summary>Limit of current chat models, for those that the price book does not know.</summary>
    public const int DefaultMaxExampleTokens = 65_536;

    public LineResult Validate(JsonlLine line, long lineNumber)
    {
        ArgumentNullException.ThrowIfNull(line);
        var findings = new LineFindings(lineNumber);
        InputShape? shape = null;
        var rows = line.TooLong ? TooLong(line, findings) : Read(line, lineNumber, findings, out shape);
        return new LineResult(findings.HasError ? [] : rows, findings.All, shape);
    }

    /// <summary>The row that keeps a rejected line's bytes.</summary>
    public static RejectedRow ToRejected(JsonlLine line, long lineNumber, IReadOnlyList<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (UnreadableRecord.Read(line.Bytes) is { } record)
        {
            return new RejectedRow(ExampleOrigin.Drop, Id: null, lineNumber, line.Offset, line.Length, findings, record.Raw, record.RawBase64);
        }

        var keep = !line.TooLong && line.Bytes.Length <= RejectedRow.MaxRawBytes;
        var isText = keep && Utf8.IsValid(line.Bytes.Span);
        return new RejectedRow(
            ExampleOrigin.Drop, Id: null, lineNumber, line.Offset, line.Length, findings,
            isText ? Encoding.UTF8.GetString(line.Bytes.Span) : null,
            keep && !isText ? Convert.ToBase64String(line.Bytes.Span) : null);
    }

    private static List<ValidatedRow> TooLong(JsonlLine line, LineFindings findings)
    {
        findings.Add(RuleIds.LineTooLong, $"The line has {line.Length} bytes, which is too long to be read.");
        return [];
    }

    private List<ValidatedRow> Read(JsonlLine line, long lineNumber, LineFindings findings, out InputShape? shape)
    {
        shape = null;
        if (UnreadableRecord.Read(line.Bytes) is { } record)
        {
            findings.Add(record.Rule, record.Message);
            return [];
        }

        JsonInspector.Inspect(line.Bytes.Span, findings);
        if (findings.HasError)
        {
            return [];
        }

        using var document = JsonDocument.Parse(line.Bytes, new JsonDocumentOptions { MaxDepth = JsonInspector.MaxDepth });
        shape = ShapeReader.ShapeOf(document.RootElement);
        if (ShapeReader.Read(document.RootElement, findings) is not { } read || findings.HasError)
        {
            return [];
        }

        var rows = new List<ValidatedRow>(read.Examples.Count);
        foreach (var example in read.Examples)
        {
            rows.Add(Row(read.Shape, example, lineNumber, findings));
        }

        return rows;
    }

    private ValidatedRow Row(InputShape shape, ReadExample read, long lineNumber, LineFindings findings)
    {
        if (checks.HasFlag(LineChecks.Content))
        {
            ContentRules.Check(read.Paths, read.Example, findings);
        }

        var example = checks.HasFlag(LineChecks.Safety) ? Safe(read.Paths, read.Example, findings) : read.Example;
        var count = checks.HasFlag(LineChecks.Tokens) ? tokens.Count(model, example) : 0;
        if (maxExampleTokens > 0 && count > maxExampleTokens)
        {
            findings.Add(RuleIds.TooManyTokens, $"The example has {count} tokens; {model} is trained on at most {maxExampleTokens}.");
        }

        var losing = read.NonPreferred is { } turns ? Losing(new ChatExample(turns), findings).Messages : null;
        return new ValidatedRow(ExampleId.Of(example), lineNumber, shape, count, example, losing);
    }

    /// <summary>The losing answer goes to the reward model and to judges: what must not be in the other one must not be in it.</summary>
    private ChatExample Losing(ChatExample answer, LineFindings findings) =>
        checks.HasFlag(LineChecks.Safety) ? Safe(TurnPaths.Losing, answer, findings) : Redaction.Apply(answer, _safety);

    /// <summary>The example, with what the policy wants redacted replaced.</summary>
    private ChatExample Safe(TurnPaths paths, ChatExample example, LineFindings findings)
    {
        SafetyRules.Check(paths, example, _safety, findings);
        var redacted = Redaction.Apply(example, _safety);
        if (!ReferenceEquals(redacted, example))
        {
            SafetyRules.CheckRedacted(paths, redacted, _safety, findings);
        }

        return redacted;
    }
}
