using System.Text.Json;
using FineTune.Core.Examples;
using FineTune.Datasets.Analysis;
using FineTune.Datasets.Deduplication;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Profiles;

/// <summary>Gathers the profile of a drop from its lines in file order, in memory that does not grow with them.</summary>
/// <param name="probes">Sums for other models than the base; none where it is null.</param>
public sealed class DatasetProfiler(TokenProbes? probes = null)
{
    public const int MaxWorstLines = 20;

    private readonly Histogram _tokens = new();
    private readonly Histogram _questions = new();
    private readonly Histogram _answers = new();
    private readonly Histogram _turns = new();
    private readonly WorstLines _worst = new(MaxWorstLines);
    private readonly SortedDictionary<InputShape, long> _shapes = [];
    private long _rows;
    private long _withSystem;
    private long _withTools;

    /// <summary>Takes a valid row that counts.</summary>
    public void Add(ValidatedRow row, IReadOnlyList<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(findings);
        var example = row.Example;
        _rows++;
        _tokens.Add(row.Tokens);
        _questions.Add(ExampleText.Instruction(example).Length);
        _answers.Add(AnswerLength(example));
        _turns.Add(example.Messages.Count);
        _withSystem += ExampleText.System(example) is null ? 0 : 1;
        _withTools += example.Tools is null ? 0 : 1;
        _shapes[row.Shape] = _shapes.GetValueOrDefault(row.Shape) + 1;
        probes?.Add(row);
        if (findings.Count > 0)
        {
            _worst.Add(row.Line, rejected: false, findings, about => LineOutline.Of(row, about));
        }
    }

    /// <summary>Takes a rejected line. A repeated line does not count as a bad line.</summary>
    /// <param name="raw">The line as text; null where it is none. Asked for only when the line is one of the worst so far.</param>
    public void AddRejected(IReadOnlyList<Finding> findings, Func<string?>? raw)
    {
        ArgumentNullException.ThrowIfNull(findings);
        if (findings.Any(finding => finding.Rule != RuleIds.DuplicateInDrop))
        {
            _worst.Add(findings[0].Line, rejected: true, findings, about => LineOutline.Of(raw?.Invoke(), about));
        }
    }

    public DatasetProfile Complete(SetAnalysis set)
    {
        ArgumentNullException.ThrowIfNull(set);
        return new DatasetProfile(
            _rows, _tokens.Complete(), _questions.Complete(), _answers.Complete(), _turns.Complete(), _withSystem, _withTools,
            [.. _shapes.Select(shape => new NamedCount(Word(shape.Key), shape.Value))], set.Languages, set.LargestGroups(DuplicateGroup.MaxListed), _worst.Complete(),
            probes?.Complete() ?? []);
    }

    /// <summary>Calls of tools count without the white space of their JSON, which is lost on the way.</summary>
    private static int AnswerLength(ChatExample example) =>
        example.Messages.LastOrDefault(turn => turn.Role == "assistant") is { Content: null or "", Refusal: null, ToolCalls: { } calls }
            ? JsonSerializer.Serialize(calls).Length
            : ExampleText.Response(example).Length;

    private static string Word(InputShape shape)
    {
        var name = shape.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
