using System.Globalization;
using FineTune.Core.Examples;
using FineTune.Core.Storage.Scratch;
using FineTune.Datasets.Deduplication;
using FineTune.Datasets.EvaluationSets;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Analysis;

/// <summary>
/// What can be said about the valid rows of a drop together, and about each against what lies outside the drop. Rows come in the order of their lines: first
/// <see cref="Compare"/>, then <see cref="Add"/> where the row is taken. Memory grows by some 10 bytes a row; the rest lies in scratch room until disposal.
/// </summary>
public sealed class SetAnalysis : IDisposable
{
    /// <summary>Findings of one rule that are listed; the others are counted.</summary>
    public const int MaxListed = 1_000;

    private readonly EarlierRows? _earlier;
    private readonly Decontamination? _evaluation;
    private readonly NearDuplicates _near;
    private readonly EqualQuestions _questions;
    private readonly ClassBalance _classes = new();
    private readonly LanguageMix _languages = new();
    private readonly RowLines _lines = new();
    private ChatExample? _compared;
    private ulong[] _tokens = [];

    /// <param name="scratch">Storage for data that would not fit in memory.</param>
    /// <param name="earlier">The rows of earlier increments of the lineage; null: there are none.</param>
    /// <param name="evaluation">The evaluation sets that rows must not repeat; null: there are none. Neither is disposed here.</param>
    public SetAnalysis(IScratch scratch, EarlierRows? earlier = null, Decontamination? evaluation = null)
        : this(scratch, NearDuplicates.MaxExact, earlier, evaluation)
    {
    }

    internal SetAnalysis(IScratch scratch, int maxExact, EarlierRows? earlier = null, Decontamination? evaluation = null)
    {
        ArgumentNullException.ThrowIfNull(scratch);
        (_earlier, _evaluation) = (earlier, evaluation);
        _near = new NearDuplicates(scratch, maxExact);
        _questions = new EqualQuestions(scratch);
    }

    /// <summary>Findings about a row from a comparison with data outside the drop. An error rejects the row.</summary>
    public IReadOnlyList<Finding> Compare(ValidatedRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return [.. _earlier?.Compare(row, Tokens(row.Example)) ?? [], .. _evaluation?.Check(row) ?? []];
    }

    public void Add(ValidatedRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        _questions.Add(_lines.Count, row.Example);
        _lines.Add(row.Line);
        _near.Add(Tokens(row.Example));
        _classes.Add(row);
        _languages.Add(row);
    }

    /// <summary>Rows by the language of their answers, as far as it was recognised.</summary>
    public IReadOnlyList<NamedCount> Languages => _languages.Counts();

    /// <summary>The largest groups of near duplicates. Only after <see cref="Complete"/>.</summary>
    public IReadOnlyList<DuplicateGroup> LargestGroups(int max) => _near.Largest(max);

    /// <summary>What was found, by rule. To be called once, after the last row.</summary>
    public SetResult Complete()
    {
        var (near, groups) = _near.Complete(_lines, MaxListed);
        var contradictions = new FirstFindings(MaxListed);
        _questions.Complete((row, first, differ) =>
        {
            _near.Groups.Join(first, row);
            if (differ)
            {
                contradictions.Add(_lines[row], () => RuleBook.Finding(
                    RuleIds.ContradictoryAnswers, _lines[row], string.Create(CultureInfo.InvariantCulture, $"Line {_lines[first]} asks the same question and has another answer.")));
            }
        });
        var unlisted = new[]
        {
            new RuleCount(RuleIds.ContradictoryAnswers, Severity.Warning, contradictions.Unlisted),
            new RuleCount(RuleIds.NearDuplicates, Severity.Warning, groups - near.Count(finding => finding.Severity == Severity.Warning)),
        };
        return new SetResult(
            [.. contradictions.All(), .. near, .. _classes.Findings(), .. _languages.Findings(), .. _earlier?.Bounds() ?? []], [.. unlisted.Where(rule => rule.Count > 0)]);
    }

    /// <summary>The rows that belong to an earlier one, in order: no part of a split may divide them. Only after <see cref="Complete"/>.</summary>
    public IEnumerable<GroupedRow> Groups() => _near.Groups.Members().Select(member => new GroupedRow(member.Row, member.First));

    public void Dispose()
    {
        _near.Dispose();
        _questions.Dispose();
    }

    /// <summary>The tokens of a row, once for <see cref="Compare"/> and <see cref="Add"/>.</summary>
    private ulong[] Tokens(ChatExample example)
    {
        if (!ReferenceEquals(_compared, example))
        {
            (_compared, _tokens) = (example, NearDuplicates.Tokens(example));
        }

        return _tokens;
    }
}
