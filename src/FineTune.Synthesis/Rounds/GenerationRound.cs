using FineTune.Synthesis.Candidates;
using FineTune.Synthesis.Teachers;

namespace FineTune.Synthesis.Rounds;

/// <summary>
/// One round of one method. It asks a stage's questions, takes their answers in any order, and when the stage is complete merges them in the order of
/// the questions, which may ask further ones. So the rows depend on the state and on the answers, and never on who was faster.
/// </summary>
public sealed class GenerationRound
{
    private readonly IGenerationMethod _method;
    private readonly RoundDraft _draft;
    private readonly Dictionary<string, TeacherAnswer> _answers = new(StringComparer.Ordinal);
    private List<TeacherRequest> _step;

    private GenerationRound(GenerationState state, IGenerationMethod method, int round, int turn, int window, int requests)
    {
        _method = method;
        var planned = method.Plan(new RoundContext(state.Setup, round, turn, requests, state.Pool));
        _step = [.. planned];
        _draft = new RoundDraft(state, method.Name, round, window, planned.Count);
    }

    /// <summary>The stage's questions that have no answer yet, in order; empty when the round is complete.</summary>
    public IReadOnlyList<TeacherRequest> Waiting => [.. _step.Where(request => !_answers.ContainsKey(request.Id))];

    public bool IsComplete => _step.Count == 0;

    /// <summary>The method that asks.</summary>
    public IGenerationMethod Method => _method;

    /// <summary>The rows of all merged stages, in order. They do not change any more.</summary>
    public IReadOnlyList<GeneratedRow> Rows => _draft.Rows;

    /// <param name="round">0-based over all rounds of the data set.</param>
    /// <param name="turn">Rounds that this method had before; see <c>MethodMix.Rounds</c>.</param>
    /// <param name="window">Stands in the rows.</param>
    /// <param name="requests">Questions of the first stage at most; the same for every concurrency.</param>
    public static GenerationRound Begin(GenerationState state, IGenerationMethod method, int round, int turn, int window, int requests)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(method);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(requests);
        return new GenerationRound(state, method, round, turn, window, requests);
    }

    /// <summary>Takes an answer. The first one per question counts; answers to questions of other rounds are left alone.</summary>
    public void Add(TeacherAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (_step.Exists(request => request.Id == answer.RequestId) && _answers.TryAdd(answer.RequestId, answer))
        {
            MergeWhenComplete();
        }
    }

    /// <summary>Takes stored answers, of all stages and in any order.</summary>
    public void Restore(IEnumerable<TeacherAnswer> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var stored = answers.ToList();
        for (var before = -1; before != _answers.Count && !IsComplete;)
        {
            before = _answers.Count;
            stored.ForEach(Add);
        }
    }

    /// <summary>Ends the round with the answers it has, for example when the budget is spent. What waits is not asked, nor what would follow.</summary>
    public void Close()
    {
        if (!IsComplete)
        {
            Merge();
            _step = [];
        }
    }

    private void MergeWhenComplete()
    {
        while (_step.Count > 0 && _step.TrueForAll(request => _answers.ContainsKey(request.Id)))
        {
            Merge();
            _step = _draft.NextStep();
        }
    }

    private void Merge()
    {
        foreach (var request in _step)
        {
            if (_answers.TryGetValue(request.Id, out var answer))
            {
                _draft.Take(new AnsweredRequest(request, answer), _method);
            }
        }
    }
}
