using System.Globalization;
using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Faults;

/// <summary>The armed faults and how often each has fired. Faults live in memory: a restart has those of the options.</summary>
internal sealed class FaultBoard
{
    private readonly Lock gate = new();
    private readonly List<Armed> armed = [];
    private readonly Dictionary<string, int> fired = new(StringComparer.Ordinal);
    private readonly long seed;
    private volatile int count;
    private long draws;

    public FaultBoard(IEnumerable<FaultSpec> specs, long seed)
    {
        this.seed = seed;
        foreach (var spec in specs)
            Arm(spec);
    }

    /// <summary>Throws <see cref="ArgumentException"/> for a name that is none, or numbers out of range.</summary>
    public void Arm(FaultSpec spec)
    {
        if (!FaultNames.All.Contains(spec.Name))
            throw new ArgumentException($"Unknown fault '{spec.Name}'. Known: {string.Join(", ", FaultNames.All.Order(StringComparer.Ordinal))}.");
        if (spec.Times is < 1 || spec.Probability is < 0 or > 1)
            throw new ArgumentException($"Fault '{spec.Name}': times must be 1 or more, and probability between 0 and 1.");
        lock (gate)
        {
            armed.Add(new Armed(spec, spec.Times ?? (spec.Probability is null ? 1 : int.MaxValue), spec.After));
            count = armed.Count;
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            armed.Clear();
            count = 0;
        }
    }

    public bool Any => count > 0;

    /// <summary>True when an armed fault looks at model names, so that the body must be read first.</summary>
    public bool AnyByModel
    {
        get
        {
            lock (gate)
                return armed.Exists(a => a.Spec.Model is not null);
        }
    }

    /// <summary>Fires the first armed fault of this name that matches; null when none does.</summary>
    public FaultSpec? Take(string name, string group, string? model = null)
    {
        if (count == 0)
            return null;
        lock (gate)
        {
            for (var i = 0; i < armed.Count; i++)
            {
                var fault = armed[i];
                if (!fault.Matches(name, group, model))
                    continue;
                if (fault.ToSkip > 0)
                {
                    armed[i] = fault with { ToSkip = fault.ToSkip - 1 };
                    continue;
                }

                if (fault.Spec.Probability is { } chance && !Decides(name, chance))
                    continue;
                if (fault.Left == 1)
                    armed.RemoveAt(i);
                else
                    armed[i] = fault with { Left = fault.Left - 1 };
                count = armed.Count;
                fired[name] = fired.GetValueOrDefault(name) + 1;
                return fault.Spec;
            }

            return null;
        }
    }

    public IReadOnlyList<(FaultSpec Spec, int Left)> List()
    {
        lock (gate)
            return [.. armed.Select(a => (a.Spec, a.Left))];
    }

    public IReadOnlyDictionary<string, int> Fired()
    {
        lock (gate)
            return new Dictionary<string, int>(fired);
    }

    private bool Decides(string name, double chance) =>
        SeededRandom.From(name, seed.ToString(CultureInfo.InvariantCulture), (++draws).ToString(CultureInfo.InvariantCulture)).Chance(chance);

    private sealed record Armed(FaultSpec Spec, int Left, int ToSkip)
    {
        public bool Matches(string name, string group, string? model) =>
            Spec.Name == name && (Spec.Endpoint is null || Spec.Endpoint == group) && (Spec.Model is null || Spec.Model == model);
    }
}
