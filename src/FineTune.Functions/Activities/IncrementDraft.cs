using FineTune.Core.Datasets;
using FineTune.Core.Datasets.Sets;
using FineTune.Core.Generation;
using FineTune.Core.Judging;
using FineTune.Core.Lineages;
using FineTune.Core.Storage;

namespace FineTune.Functions.Activities;

/// <summary>Where each row of an increment goes, decided from the stored windows alone.</summary>
internal sealed class IncrementDraft
{
    private readonly Dictionary<string, JudgedRow> _judged = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, long> _groups = [];
    private readonly LineageSettings _settings;
    private Decontamination? _evaluation;

    private IncrementDraft(LineageSettings settings, ValidationTotals totals) => (_settings, Totals) = (settings, totals);

    public ValidationTotals Totals { get; }

    /// <summary>Candidates in window order, each with its fate.</summary>
    public List<(GeneratedRow Row, RowFate Fate)> Candidates { get; } = [];

    public IReadOnlyDictionary<string, SplitKind> Splits { get; private set; } = new Dictionary<string, SplitKind>();

    /// <summary>How the groups of the accepted rows were divided.</summary>
    public SplitCheck Split { get; private set; } = new(0, 0, 0);

    public static async Task<IncrementDraft> ReadAsync(IBlobStore store, AssembleInput input, CancellationToken cancellationToken)
    {
        var files = new ValidationFiles(input.Lineage, input.DatasetId);
        var summary = await store.ReadJsonAsync<ValidationSummary>(files.Summary, cancellationToken)
            ?? throw new InvalidOperationException($"{files.Summary} is gone. Drop the file again.");
        var draft = new IncrementDraft(input.Settings, summary.Totals);
        var plan = WindowPlanner.Plan(summary.Totals.Valid, input.Settings);
        for (var window = 0; window < plan.Windows; window++)
        {
            var blob = BlobPaths.Window(input.Lineage, input.DatasetId, "judge", window);
            await foreach (var row in store.ReadRowsAsync<JudgedRow>(blob, cancellationToken))
            {
                draft._judged.TryAdd(row.Id, row);
            }
        }

        var (evaluation, missing) = plan.GenerateWindows > 0 ? await EvaluationSets.LoadAsync(store, input.Lineage, input.Settings.Decontamination, cancellationToken) : default;
        using var guard = draft._evaluation = missing is null ? evaluation : throw new InvalidOperationException(missing);
        var groups = new Dictionary<long, long>();
        await foreach (var row in store.ReadRowsAsync<GroupedRow>(files.Groups, cancellationToken))
        {
            groups[row.Row] = row.Group;
        }

        var number = 0L;
        var accepted = new List<SplitCandidate>();
        var novelty = new NoveltyFilter(input.Settings.Generation.NoveltyThreshold);
        var known = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var row in store.ReadRowsAsync<SourceRow>(files.Validated, cancellationToken))
        {
            var group = groups.GetValueOrDefault(number, number);
            number++;
            known.Add(row.Row.Id);
            if (EqualQuestions.Key(row.Row.Example) is { } question)
            {
                draft._groups.TryAdd(question, group);
            }

            if (plan.GenerateWindows > 0)
            {
                novelty.Add(row.Row.Id, ExampleText.Instruction(row.Row.Example));
            }

            if (draft.FateOf(row.Row).Kind == FateKind.Accepted)
            {
                accepted.Add(new SplitCandidate(row.Row.Id, ExampleOrigin.Drop, group));
            }
        }

        for (var window = plan.JudgeWindows; window < plan.Windows; window++)
        {
            var blob = BlobPaths.Window(input.Lineage, input.DatasetId, "generate", window);
            await foreach (var row in store.ReadRowsAsync<GeneratedRow>(blob, cancellationToken))
            {
                draft.AddCandidate(row, novelty, known, accepted);
            }
        }

        draft.Splits = SplitPolicy.Assign(accepted, input.Settings.Split, input.DatasetId);
        draft.Split = SplitCheck.Of(accepted, draft.Splits);
        return draft;
    }

    /// <summary>What becomes of a line of the drop.</summary>
    public RowFate FateOf(ValidatedRow row) =>
        !_settings.Judging.Enabled || !_settings.Judging.JudgeDrop ? RowFate.Accept(null) : Judged(row.Id);

    private void AddCandidate(GeneratedRow row, NoveltyFilter novelty, HashSet<string> known, List<SplitCandidate> accepted)
    {
        if (row.Outcome is not (CandidateOutcome.Ok or CandidateOutcome.Filtered) || !known.Add(row.Id))
        {
            return;
        }

        var fate = row.Outcome == CandidateOutcome.Filtered ? RowFate.Filter(row.Reason) : FateOf(row, novelty, known);
        if (fate.Kind == FateKind.Accepted)
        {
            novelty.Add(row.Id, ExampleText.Instruction(row.Example!));
            accepted.Add(new SplitCandidate(
                row.Id, ExampleOrigin.Generated, EqualQuestions.Key(row.Example!) is { } question && _groups.TryGetValue(question, out var group) ? group : null));
        }

        Candidates.Add((row, fate));
    }

    /// <summary>Windows do not see each other's candidates; what another window, or the whole drop, has already is dropped here, in window order.</summary>
    private RowFate FateOf(GeneratedRow row, NoveltyFilter novelty, HashSet<string> known) =>
        !known.Add(ExampleId.Of(row.Example!)) || !novelty.IsNovel(ExampleText.Instruction(row.Example!))
            ? RowFate.Filter("notNovel")
            : _evaluation?.Check(new ValidatedRow(row.Id, 0, InputShape.Chat, row.Tokens, row.Example!)) is { Count: > 0 } findings && findings.Any(finding => finding.Severity == Severity.Error)
            ? RowFate.Filter("contaminated: like an item of an evaluation set")
            : _settings.Judging.Enabled ? Judged(row.Id) : RowFate.Accept(null);

    private RowFate Judged(string id) => !_judged.TryGetValue(id, out var judged)
        ? RowFate.Leave("notJudged: the stage ended before this row's turn")
        : judged.Outcome switch
        {
            PanelOutcome.Kept => RowFate.Accept(judged.Score),
            PanelOutcome.BelowThreshold => RowFate.Reject(judged.Score, judged.Reason),
            _ => RowFate.Leave(judged.Reason ?? "no judge gave a score"),
        };
}

/// <summary>Where a row goes.</summary>
internal enum FateKind
{
    Accepted,
    BelowThreshold,
    Unscored,
    Filtered,
}

/// <summary>Where a row goes, and why.</summary>
internal sealed record RowFate(FateKind Kind, double? Score, string? Reason)
{
    public static RowFate Accept(double? score) => new(FateKind.Accepted, score, null);

    public static RowFate Reject(double? score, string? reason) => new(FateKind.BelowThreshold, score, reason);

    public static RowFate Leave(string reason) => new(FateKind.Unscored, null, reason);

    public static RowFate Filter(string? reason) => new(FateKind.Filtered, null, reason);
}
