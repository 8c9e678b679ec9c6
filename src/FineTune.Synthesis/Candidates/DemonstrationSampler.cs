using System.Globalization;
using FineTune.Core;

namespace FineTune.Synthesis.Candidates;

/// <summary>Draws the demonstrations of one call.</summary>
public static class DemonstrationSampler
{
    /// <summary>
    /// At most <paramref name="count"/> different ones, in drawn order. The same pool, seed, window and call give the same demonstrations
    /// on every machine and runtime.
    /// </summary>
    public static IReadOnlyList<Demonstration> Sample(IReadOnlyList<Demonstration> pool, int count, int seed, int window, int call)
    {
        ArgumentNullException.ThrowIfNull(pool);
        var random = SplitMix64.From("demonstrations", Text(seed), Text(window), Text(call));
        return [.. random.Pick(pool.Count, count).Select(index => pool[index])];
    }

    /// <summary>
    /// At most <paramref name="machine"/> tasks of the pool and <paramref name="human"/> seeds, shuffled. While the pool has fewer tasks, seeds are used.
    /// The same arguments give the same ones on every machine and runtime.
    /// </summary>
    public static IReadOnlyList<Demonstration> Mix(
        IReadOnlyList<Demonstration> seeds, IReadOnlyList<GeneratedTask> tasks, int human, int machine, int seed, int round, int request)
    {
        ArgumentNullException.ThrowIfNull(seeds);
        ArgumentNullException.ThrowIfNull(tasks);
        var random = SplitMix64.From("mix", Text(seed), Text(round), Text(request));
        var made = random.Pick(tasks.Count, machine).ConvertAll(index => new Demonstration(tasks[index].Id, tasks[index].Instruction, "", null));
        List<Demonstration> drawn = [.. random.Pick(seeds.Count, human + machine - made.Count).Select(index => seeds[index]), .. made];
        return [.. random.Pick(drawn.Count, drawn.Count).Select(index => drawn[index])];
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
