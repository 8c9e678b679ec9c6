using FineTune.Core.Lineages;

namespace FineTune.Core.Generation;

/// <summary>Cuts the synthesis of a drop into windows.</summary>
public static class WindowPlanner
{
    public const int WindowRows = 50;

    public static SynthesisPlan Plan(long validRows, LineageSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfNegative(validRows);
        var generation = settings.Generation;
        var wanted = Math.Ceiling(validRows * Math.Max(generation.PerExample, 0));
        var candidates = generation.Enabled ? (int)Math.Min(wanted, Math.Max(generation.MaxCandidates, 0)) : 0;
        var judged = settings.Judging is { Enabled: true, JudgeDrop: true } ? validRows : 0;
        return new SynthesisPlan(Windows(judged), Windows(candidates), candidates, WindowRows) { ValidRows = validRows };
    }

    private static int Windows(long rows) => checked((int)((rows + WindowRows - 1) / WindowRows));
}
