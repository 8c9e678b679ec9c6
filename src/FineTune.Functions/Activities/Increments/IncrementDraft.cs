using FineTune.Core.Examples;
using FineTune.Core.Lineages;
using FineTune.Core.Models;
using FineTune.Core.Storage;
using FineTune.Datasets.Deduplication;
using FineTune.Datasets.EvaluationSets;
using FineTune.Datasets.Increments;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Rules;
using FineTune.Datasets.Splits;
using FineTune.Datasets.Validation;
using FineTune.Functions.Activities.Generation;
using FineTune.Functions.Activities.Intake;
using FineTune.Functions.Contracts.Datasets;
using FineTune.Synthesis.Candidates;
using FineTune.Synthesis.Judging;
using FineTune.Synthesis.Methods.Answers;
using FineTune.Synthesis.Novelty;
using FineTune.Synthesis.Planning;
using FineTune.Synthesis.Rounds;
using FineTune.Synthesis.Statistics;

namespace FineTune.Functions.Activities.Increments;

/// <summary>Where each row of an increment goes, decided from the stored windows alone.</summary>
internal sealed class IncrementDraft
{
    /// <summary>Another teacher's answer to the same instruction scored better.</summary>
    private const string NotPicked = "notPicked";

    /// <summary>The row of the drop with the same question proves the model.</summary>
    private const string HeldOut = "heldOut";

    private readonly Dictionary<string, JudgedRow> _judged = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, long> _groups = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _dropped = new(StringComparer.Ordinal);
    private readonly List<(int Candidate, long? Group)> _answersToTheDrop = [];
    private readonly LineageSettings _settings;
    private Decontamination? _evaluation;
    private IReadOnlyList<GeneratedRow> _rows = [];
    private string? _template;

    private IncrementDraft(LineageSettings settings, ValidationTotals totals) => (_settings, Totals) = (settings, totals);

    public ValidationTotals Totals { get; }

    /// <summary>Candidates in window order, each with its fate.</summary>
    public List<(GeneratedRow Row, RowFate Fate)> Candidates { get; } = [];

    public IReadOnlyDictionary<string, SplitKind> Splits { get; private set; } = new Dictionary<string, SplitKind>();

    /// <summary>The answers of teachers in concert, with the panel's scores; they make pairs for a reward model.</summary>
    public IReadOnlyList<TeacherAnswers> Answers { get; private set; } = [];

    /// <summary>What became of all that teachers wrote; null where nothing was generated.</summary>
    public GenerationStatistics? Generation { get; private set; }

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
        var rows = new List<Demonstration>();
        await foreach (var row in store.ReadRowsAsync<SourceRow>(files.Validated, cancellationToken))
        {
            var group = groups.GetValueOrDefault(number, number);
            number++;
            draft._known.Add(row.Row.Id);
            if (EqualQuestions.Key(row.Row.Example) is { } question)
            {
                draft._groups.TryAdd(question, group);
            }

            if (plan.GenerateWindows > 0)
            {
                rows.Add(new Demonstration(row.Row.Id, ExampleText.Instruction(row.Row.Example), "", null));
            }

            if (draft.FateOf(row.Row).Kind == FateKind.Accepted)
            {
                accepted.Add(new SplitCandidate(row.Row.Id, ExampleOrigin.Drop, group));
            }
        }

        if (plan.GenerateWindows > 0)
        {
            var seeds = await WindowPool.SeedsAsync(store, input.Lineage, input.DatasetId, cancellationToken);
            await draft.AddCandidatesAsync(new CandidateReader(store, input, plan), rows, seeds, accepted, cancellationToken);
        }

        draft.Divide(accepted, input);
        return draft;
    }

    /// <summary>
    /// The owner's rows are divided first. Teachers' answers to questions that are held out would give the proof away, so they are left out; the others are trained on.
    /// </summary>
    private void Divide(List<SplitCandidate> accepted, AssembleInput input)
    {
        var splits = new Dictionary<string, SplitKind>(SplitPolicy.Assign(accepted, input.Settings.Split, input.DatasetId), StringComparer.Ordinal);
        var heldOut = accepted.Where(row => splits[row.Id] != SplitKind.Train).Select(row => row.Group).OfType<long>().ToHashSet();
        foreach (var (index, group) in _answersToTheDrop)
        {
            var row = Candidates[index].Row;
            if (group is { } known && heldOut.Contains(known))
            {
                _dropped[row.Id] = HeldOut;
                Candidates[index] = (row, RowFate.Filter(HeldOut));
            }
            else
            {
                splits[row.Id] = SplitKind.Train;
                accepted.Add(new SplitCandidate(row.Id, ExampleOrigin.Generated, group));
            }
        }

        Splits = splits;
        Split = SplitCheck.Of(accepted, splits);
        Generation = _rows.Count == 0 ? null : GenerationTally.Of(_rows.Select(Final)) with { Template = _template };
    }

    /// <summary>What becomes of a line of the drop.</summary>
    public RowFate FateOf(ValidatedRow row) =>
        !_settings.Judging.Enabled || !_settings.Judging.JudgeDrop ? RowFate.Accept(null) : Judged(row.Id);

    private async Task AddCandidatesAsync(
        CandidateReader candidates, IReadOnlyList<Demonstration> drop, IReadOnlyList<Demonstration> seeds, List<SplitCandidate> accepted, CancellationToken cancellationToken)
    {
        var rows = await candidates.ReadAsync(cancellationToken);
        Answers = TeacherAnswers.Of(rows.Where(row => row.Provenance.Step == AnswersMethod.Step), _settings.Models.AllTeachers, id => _judged.GetValueOrDefault(id)?.Score);
        var picked = Answers.Where(answers => answers.Candidates.Count > 1)
            .SelectMany(answers => answers.Candidates.Select(answer => (answer.RowId, IsBest: answer == (PickAnswer.Best(answers) ?? answers.Candidates[0]))))
            .ToDictionary(answer => answer.RowId, answer => answer.IsBest, StringComparer.Ordinal);
        var setup = new GenerationSetup("", _settings.Generation, [], "", drop, NoTokens.Counter);
        var state = new GenerationState(setup, Boilerplate.Find(seeds.Select(GenerationState.TextOf)));
        foreach (var row in rows)
        {
            AddCandidate(row, state, picked.GetValueOrDefault(row.Id, true), accepted);
        }

        _rows = rows;
        _template = state.Boilerplate.Note();
    }

    /// <summary>The row as it ended: what was dropped here counts as filtered.</summary>
    private GeneratedRow Final(GeneratedRow row) =>
        _dropped.TryGetValue(row.Id, out var reason) ? row with { Outcome = CandidateOutcome.Filtered, Reason = reason } : row;

    private void AddCandidate(GeneratedRow row, GenerationState state, bool isPicked, List<SplitCandidate> accepted)
    {
        if (row.Outcome is not (CandidateOutcome.Ok or CandidateOutcome.Filtered) || !_known.Add(row.Id))
        {
            return;
        }

        var fate = row.Outcome == CandidateOutcome.Filtered ? RowFate.Filter(row.Reason)
            : isPicked ? FateOf(row, state)
            : RowFate.Filter(NotPicked);
        if (fate.Kind == FateKind.Filtered && row.Outcome == CandidateOutcome.Ok)
        {
            _dropped[row.Id] = fate.Reason!;
        }

        if (fate.Kind == FateKind.Accepted)
        {
            state.Admit(row.Task!);
            long? group = EqualQuestions.Key(row.Example!) is { } question && _groups.TryGetValue(question, out var known) ? known : null;
            if (row.Task is { Parent: not null, Depth: 0 })
            {
                _answersToTheDrop.Add((Candidates.Count, group));
            }
            else
            {
                accepted.Add(new SplitCandidate(row.Id, ExampleOrigin.Generated, group));
            }
        }

        Candidates.Add((row, fate));
    }

    /// <summary>Windows do not see each other's candidates; what another window, or the whole drop, has already is dropped here, in window order.</summary>
    private RowFate FateOf(GeneratedRow row, GenerationState state) =>
        !_known.Add(ExampleId.Of(row.Example!)) || !state.IsKnownOrNovel(row.Task!)
            ? RowFate.Filter(Reasons.NotNovel)
            : _evaluation?.Check(new ValidatedRow(row.Id, 0, InputShape.Chat, row.Tokens, row.Example!)) is { Count: > 0 } findings && findings.Any(finding => finding.Severity == Severity.Error)
            ? RowFate.Filter("contaminated")
            : _settings.Judging.Enabled ? Judged(row.Id) : RowFate.Accept(null);

    private RowFate Judged(string id) => !_judged.TryGetValue(id, out var judged)
        ? RowFate.Leave("notJudged: the stage ended before this row was judged")
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
