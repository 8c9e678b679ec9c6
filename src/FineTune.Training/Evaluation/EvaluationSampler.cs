using FineTune.Core;

namespace FineTune.Training.Evaluation;

/// <summary>Which rows of a held-out set are asked.</summary>
public static class EvaluationSampler
{
    /// <summary>0-based row numbers, ascending: all rows, or <paramref name="max"/> of them, the same for the same salt.</summary>
    public static IReadOnlyList<int> Sample(int rows, int max, string salt)
    {
        if (rows <= max)
        {
            return [.. Enumerable.Range(0, Math.Max(rows, 0))];
        }

        var random = SplitMix64.From("evaluation", salt);
        return [.. random.Pick(rows, max).Order()];
    }
}
