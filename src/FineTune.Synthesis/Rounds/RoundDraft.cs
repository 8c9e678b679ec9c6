using FineTune.Core;
using FineTune.Core.Examples;
using FineTune.Core.Lineages;
using FineTune.Synthesis.Answers;
using FineTune.Synthesis.Candidates;
using FineTune.Synthesis.Filters;
using FineTune.Synthesis.Novelty;
using FineTune.Synthesis.Teachers;
using Microsoft.Extensions.AI;

namespace FineTune.Synthesis.Rounds;

/// <summary>The rows of a round while it is worked out. Every candidate that is offered gets a row, with the reason where it is dropped.</summary>
public sealed class RoundDraft
{
    private readonly GenerationState _state;
    private readonly string _method;
    private readonly int _round;
    private readonly int _window;
    private readonly List<GeneratedRow> _rows = [];
    private readonly List<TeacherRequest> _next = [];
    private readonly Dictionary<string, SimilarTexts> _similar = new(StringComparer.Ordinal);
    private readonly HashSet<string> _examples = new(StringComparer.Ordinal);
    private int _numbers;
    private int _index;

    internal RoundDraft(GenerationState state, string method, int round, int window, int asked)
    {
        (_state, _method, _round, _window, _numbers) = (state, method, round, window, asked);
    }

    public IReadOnlyList<GeneratedRow> Rows => _rows;

    public GenerationSetup Setup => _state.Setup;

    /// <summary>A note about an answer as a whole.</summary>
    public void Note(AnsweredRequest answered, CandidateOutcome outcome, string reason)
    {
        ArgumentNullException.ThrowIfNull(answered);
        var request = answered.Request;
        _rows.Add(new GeneratedRow(
            ContentId.Of(Setup.DatasetId, request.Id, outcome.ToString(), reason), _window, request.Number, -1, outcome, reason, 0, 0, null, Provenance(answered), null));
    }

    /// <summary>Drops a candidate.</summary>
    /// <param name="reason">The filter's name.</param>
    public void Drop(AnsweredRequest answered, string reason, ChatExample? example = null, GeneratedTask? task = null, SimilarTexts? similar = null) =>
        Add(answered, CandidateOutcome.Filtered, reason, example, task, similar);

    /// <summary>Lets an instruction join the pool when it is novel; null, and a row that says so, when it is not.</summary>
    /// <param name="text">What is compared and shown to teachers later.</param>
    /// <param name="parent">What it was evolved from; it and its own parents are not compared with.</param>
    /// <param name="example">Kept with the row when the instruction is not novel.</param>
    public GeneratedTask? Join(AnsweredRequest answered, string text, string? parent = null, int depth = 0, ChatExample? example = null)
    {
        ArgumentNullException.ThrowIfNull(answered);
        var (isNovel, similar) = _state.Compare(text, _state.Pool.Line(parent));
        if (!isNovel)
        {
            Drop(answered, Reasons.NotNovel, example, null, similar);
            return null;
        }

        var task = new GeneratedTask(ContentId.Of(Setup.DatasetId, answered.Request.Id, Text(_index), text), text, parent, depth);
        _state.Join(task);
        _similar[task.Id] = similar;
        return task;
    }

    /// <summary>Keeps an example of a task, unless it has a defect or was made before in this round.</summary>
    public void Keep(AnsweredRequest answered, GeneratedTask task, ChatExample example)
    {
        ArgumentNullException.ThrowIfNull(task);
        var defect = DefectFilter.Check(example) ?? (_examples.Add(ExampleId.Of(example)) ? null : Reasons.Duplicate);
        Add(answered, defect is null ? CandidateOutcome.Ok : CandidateOutcome.Filtered, defect, example, task, _similar.GetValueOrDefault(task.Id));
    }

    /// <summary>Asks a further question about a task, in the round's next stage. A row says so, and keeps the task if the round ends before the answer.</summary>
    /// <param name="teacher">Null: the one that wrote the task.</param>
    internal void Ask(
        AnsweredRequest after, string step, GenerationPrompt prompt, IReadOnlyList<ChatMessage> messages, CallParameters parameters, GeneratedTask task, ModelChoice? teacher = null)
    {
        var request = new TeacherRequest(_round, _numbers, step, teacher ?? after.Request.Teacher, prompt, messages, parameters, after.Request.Shown)
        {
            Seed = RoundContext.SeedOf(Setup, _round, _numbers),
            Task = task,
            TaskFrom = after.Request.TaskFrom ?? Provenance(after),
        };
        _numbers++;
        _next.Add(request);
        Add(after, CandidateOutcome.Asked, null, null, task, _similar.GetValueOrDefault(task.Id));
    }

    internal List<TeacherRequest> NextStep()
    {
        var next = _next.ToList();
        _next.Clear();
        return next;
    }

    internal void Take(AnsweredRequest answered, IGenerationMethod method)
    {
        var first = _rows.Count;
        _index = 0;
        Read(answered, method);
        if (_rows.Count == first)
        {
            Note(answered, CandidateOutcome.Malformed, "the answer holds nothing of use");
        }

        _rows[first] = _rows[first] with { Usage = answered.Answer.Usage };
    }

    private void Read(AnsweredRequest answered, IGenerationMethod method)
    {
        switch (answered.Answer.End)
        {
            case AnswerEnd.ContentFilter:
                Note(answered, CandidateOutcome.Refused, "content_filter");
                break;
            case AnswerEnd.Refused:
                Note(answered, CandidateOutcome.Refused, "refused");
                break;
            case AnswerEnd.Failed:
                Note(answered, CandidateOutcome.Failed, "the provider gave no answer");
                break;
            case AnswerEnd.Length or AnswerEnd.Complete when AnswerLimits.IsTooLong(answered.Text):
                Note(answered, CandidateOutcome.Malformed, AnswerLimits.TooLong);
                break;
            default:
                method.Take(answered, this);
                break;
        }
    }

    private void Add(AnsweredRequest answered, CandidateOutcome outcome, string? reason, ChatExample? example, GeneratedTask? task, SimilarTexts? similar)
    {
        ArgumentNullException.ThrowIfNull(answered);
        var request = answered.Request;
        var place = $"{request.Id}/{Text(_index)}";
        var id = example is null ? ContentId.Of(Setup.DatasetId, place) : ContentId.Of(ExampleId.Of(example), Setup.DatasetId, place);
        var tokens = example is null ? 0 : Setup.Tokens.Count(Setup.TrainerModel, example);
        var row = new GeneratedRow(id, _window, request.Number, _index, outcome, reason, tokens, similar?.Most ?? 0, example, Provenance(answered), null);
        _rows.Add(row with { Task = task, Similar = similar });
        _index++;
    }

    private Provenance Provenance(AnsweredRequest answered)
    {
        var request = answered.Request;
        return new Provenance(
            _method, request.Teacher.Endpoint, request.Teacher.Model, request.Prompt.Version, request.Prompt.Hash, [.. request.Shown.Select(shown => shown.Id)], request.Seed,
            answered.Answer.ResponseId)
        {
            Step = request.Step,
            Parameters = request.Parameters,
            Task = request.TaskFrom,
        };
    }

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
