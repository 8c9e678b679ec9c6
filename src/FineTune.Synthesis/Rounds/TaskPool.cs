using FineTune.Synthesis.Candidates;

namespace FineTune.Synthesis.Rounds;

/// <summary>The instructions known so far: the owner's seeds and, in the order they were accepted, the machine's tasks.</summary>
public sealed class TaskPool
{
    private readonly List<GeneratedTask> _tasks;
    private readonly Dictionary<string, GeneratedTask> _byId;
    private readonly HashSet<string> _parents;

    public TaskPool(IReadOnlyList<Demonstration> seeds) =>
        (Seeds, _tasks, _byId, _parents) = (seeds, [], new(StringComparer.Ordinal), new(StringComparer.Ordinal));

    private TaskPool(TaskPool origin) => (Seeds, _tasks, _byId, _parents) = (
        origin.Seeds, [.. origin._tasks], new(origin._byId, StringComparer.Ordinal), new(origin._parents, StringComparer.Ordinal));

    public IReadOnlyList<Demonstration> Seeds { get; }

    public IReadOnlyList<GeneratedTask> Tasks => _tasks;

    /// <summary>A pool that continues from here on its own.</summary>
    public TaskPool Fork() => new(this);

    /// <summary>False, and nothing changes, for a task that is in the pool already.</summary>
    public bool Add(GeneratedTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (!_byId.TryAdd(task.Id, task))
        {
            return false;
        }

        _tasks.Add(task);
        if (task.Parent is not null)
        {
            _parents.Add(task.Parent);
        }

        return true;
    }

    /// <summary>Whether something was evolved from it.</summary>
    public bool IsParent(string id) => _parents.Contains(id);

    /// <summary>A task's parent, that one's parent and so on up to a row of the drop, starting with <paramref name="id"/> itself.</summary>
    public IReadOnlyList<string> Line(string? id)
    {
        var line = new List<string>();
        while (id is not null && !line.Contains(id))
        {
            line.Add(id);
            id = _byId.GetValueOrDefault(id)?.Parent;
        }

        return line;
    }
}
