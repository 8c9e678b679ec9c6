using FineTune.Core.Examples;
using FineTune.Synthesis.Candidates;
using FineTune.Synthesis.Novelty;

namespace FineTune.Synthesis.Rounds;

/// <summary>
/// What is known while a drop is grown: the pool and what novelty compares with. Built from the seeds and the rows of the rounds before, so
/// that any process can continue where another one ended. Not thread-safe; forks of one state are independent of each other.
/// </summary>
public sealed class GenerationState
{
    private readonly TextRanking _known;
    private readonly HashSet<string> _tasks;

    /// <param name="boilerplate">What novelty leaves out; null: found in the seeds.</param>
    public GenerationState(GenerationSetup setup, Boilerplate? boilerplate = null)
    {
        ArgumentNullException.ThrowIfNull(setup);
        Setup = setup;
        Pool = new TaskPool(setup.Seeds);
        Boilerplate = boilerplate ?? Boilerplate.Find(setup.Seeds.Select(TextOf));
        (_known, _tasks) = (new TextRanking(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var seed in setup.Seeds)
        {
            _known.Add(seed.Id, Boilerplate.Strip(TextOf(seed)));
        }
    }

    private GenerationState(GenerationState origin, GenerationSetup setup)
    {
        (Setup, Pool, Boilerplate) = (setup, origin.Pool.Fork(), origin.Boilerplate);
        (_known, _tasks) = (origin._known.Fork(), new HashSet<string>(origin._tasks, StringComparer.Ordinal));
    }

    public GenerationSetup Setup { get; }

    public TaskPool Pool { get; }

    public Boilerplate Boilerplate { get; }

    /// <summary>Texts that novelty compares with.</summary>
    public int Known => _known.Count;

    /// <summary>A state that continues from here, perhaps at other settings. This one takes nothing more, and may be forked by several threads at once.</summary>
    /// <param name="setup">Of the same seeds.</param>
    public GenerationState Fork(GenerationSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        return setup.Seeds == Setup.Seeds ? new GenerationState(this, setup) : throw new ArgumentException("A fork has its origin's seeds.", nameof(setup));
    }

    /// <summary>Adds what earlier rounds made. Rows must come in the order they were made.</summary>
    public void Restore(IEnumerable<GeneratedRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        foreach (var task in rows.Select(row => row.Task).OfType<GeneratedTask>())
        {
            Join(task);
        }
    }

    /// <summary>Adds a task that joined the pool before; tasks must come in their order.</summary>
    public void Restore(GeneratedTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        Join(task);
    }

    /// <summary>Whether a task is novel. One that reuses a row's instruction is not compared.</summary>
    public bool IsKnownOrNovel(GeneratedTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return _tasks.Contains(task.Id) || (task is { Parent: not null, Depth: 0 }) || Compare(task.Instruction, Pool.Line(task.Parent)).IsNovel;
    }

    /// <summary>Lets a task join the pool when it is novel. False when it is known already, or not novel.</summary>
    public bool Admit(GeneratedTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (_tasks.Contains(task.Id) || !IsKnownOrNovel(task))
        {
            return false;
        }

        Join(task);
        return true;
    }

    /// <summary>What a demonstration is compared by: its instruction, or all that the user says in a longer conversation.</summary>
    public static string TextOf(Demonstration demonstration)
    {
        ArgumentNullException.ThrowIfNull(demonstration);
        return demonstration.Turns is { } turns ? UserText(turns) : demonstration.Instruction;
    }

    internal static string UserText(IEnumerable<ChatTurn> turns) =>
        string.Join('\n', turns.Where(turn => turn.Role == "user" && !string.IsNullOrWhiteSpace(turn.Content)).Select(turn => turn.Content!.Trim()));

    /// <summary>Compares an instruction with all known ones.</summary>
    /// <param name="except">Ids that do not count: what a text was evolved from is like it by intent.</param>
    internal (bool IsNovel, SimilarTexts Similar) Compare(string instruction, IReadOnlyCollection<string> except)
    {
        var ranked = _known.Rank(Boilerplate.Strip(instruction), SimilarTexts.Kept + except.Count);
        var nearest = ranked.Nearest.Where(text => !except.Contains(text.Id)).Take(SimilarTexts.Kept).ToList();
        var similar = ranked with { Nearest = nearest };
        return (!(similar.Most > Setup.Settings.NoveltyThreshold), similar);
    }

    /// <summary>A task that takes over a row's instruction is known already and adds no text.</summary>
    internal void Join(GeneratedTask task)
    {
        if (!_tasks.Add(task.Id))
        {
            return;
        }

        if (task.Depth > 0 || task.Parent is null)
        {
            Pool.Add(task);
            _known.Add(task.Id, Boilerplate.Strip(task.Instruction));
        }
    }
}
