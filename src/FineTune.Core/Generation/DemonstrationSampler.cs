using System.Globalization;

namespace FineTune.Core.Generation;

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

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
