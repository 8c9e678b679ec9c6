using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using FineTune.Core.Datasets.Content;
using FineTune.Core.Datasets.Safety;
using FineTune.Core.Lineages;
using FineTune.Core.Models;

namespace FineTune.Core.Datasets;

/// <summary>Checks one line at a time and turns it into chat. Never throws for what a line holds. Thread-safe when the counter is.</summary>
/// <param name="model">The base model, whose encoding counts.</param>
/// <param name="maxExampleTokens">The base model's limit; 0 or less: no limit.</param>
/// <param name="safety">What personal data, secrets and text for judges come to; the defaults where it is null.</param>
/// <param name="checks">All of them, unless somebody is in a hurry.</param>
public sealed class LineValidator(
    ITokenCounter tokens, string model, int maxExampleTokens, SafetySettings? safety = null, LineChecks checks = LineChecks.All)
{
    private readonly SafetySettings _safety = safety ?? new SafetySettings();

    /// <summary>Limit of current chat models, for those that the price book does not know.</summary>
    public const int DefaultMaxExampleTokens = 65_536;

    /// <summary>Rejected lines up to this length are kept in the row itself; longer ones are read at their offset.</summary>
    public const int MaxRawBytes = 1024 * 1024;

    public LineResult Validate(JsonlLine line, long lineNumber)
    {
        ArgumentNullException.ThrowIfNull(line);
        var findings = new LineFindings(lineNumber);
        var row = line.TooLong ? TooLong(line, findings) : Read(line, lineNumber, findings);
        return new LineResult(findings.HasError ? null : row, findings.All);
    }

    /// <summary>The row that keeps a rejected line's bytes.</summary>
    public static RejectedRow ToRejected(JsonlLine line, long lineNumber, IReadOnlyList<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(line);
        var keep = !line.TooLong && line.Bytes.Length <= MaxRawBytes;
        var isText = keep && Utf8.IsValid(line.Bytes.Span);
        return new RejectedRow(
            ExampleOrigin.Drop, Id: null, lineNumber, line.Offset, line.Length, findings,
            isText ? Encoding.UTF8.GetString(line.Bytes.Span) : null,
            keep && !isText ? Convert.ToBase64String(line.Bytes.Span) : null);
    }

    private static ValidatedRow? TooLong(JsonlLine line, LineFindings findings)
    {
        findings.Add(RuleIds.LineTooLong, $"The line has {line.Length} bytes; lines this long are not read.");
        return null;
    }

    private ValidatedRow? Read(JsonlLine line, long lineNumber, LineFindings findings)
    {
        JsonInspector.Inspect(line.Bytes.Span, findings);
        if (findings.HasError)
        {
            return null;
        }

        using var document = JsonDocument.Parse(line.Bytes, new JsonDocumentOptions { MaxDepth = JsonInspector.MaxDepth });
        if (ShapeReader.Read(document.RootElement, findings) is not { } read || findings.HasError)
        {
            return null;
        }

        if (checks.HasFlag(LineChecks.Content))
        {
            ContentRules.Check(read.Shape, read.Example, findings);
        }

        if (checks.HasFlag(LineChecks.Safety))
        {
            SafetyRules.Check(read.Shape, read.Example, _safety, findings);
        }

        var count = checks.HasFlag(LineChecks.Tokens) ? tokens.Count(model, read.Example) : 0;
        if (maxExampleTokens > 0 && count > maxExampleTokens)
        {
            findings.Add(RuleIds.TooManyTokens, $"The example has {count} tokens; {model} trains on at most {maxExampleTokens}.");
            return null;
        }

        return new ValidatedRow(ExampleId.Of(read.Example), lineNumber, read.Shape, count, read.Example);
    }
}
