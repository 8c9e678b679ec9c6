using FineTune.Core.Lineages.Generation;

namespace FineTune.Synthesis.Planning;

/// <summary>The windows of a drop: first those that judge the owner's rows, then those that generate candidates and judge them.</summary>
/// <param name="JudgeWindows">0 when the owner's rows are not judged.</param>
/// <param name="Candidates">Asked for in all generate windows together.</param>
/// <param name="WindowRows">Rows of a window at most.</param>
public sealed record SynthesisPlan(int JudgeWindows, int GenerateWindows, int Candidates, int WindowRows = 50)
{
    /// <summary>The methods that take turns at the generating windows.</summary>
    public IReadOnlyList<MethodWindow> Mix { get; init; } = [new MethodWindow(GenerationMethod.Pairs, 1, 5, 10, 1)];

    /// <summary>Valid rows of the drop; 0 when it is not known, and then every judge window counts as full.</summary>
    public long ValidRows { get; init; }

    public int Windows => JudgeWindows + GenerateWindows;

    /// <param name="n">0-based.</param>
    public SynthesisWindow At(int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(n, Windows);
        return n < JudgeWindows
            ? Window(n, WindowKind.Drop, n, ValidRows > 0 ? ValidRows : long.MaxValue)
            : Generating(n);
    }

    private SynthesisWindow Generating(int n)
    {
        var rounds = MethodMix.Rounds([.. Mix.Select(method => new MethodShare(method.Method, method.Share))], n - JudgeWindows + 1);
        var first = rounds.SkipLast(1).Sum(round => Of(round.Method).Candidates);
        var (kind, turn) = rounds[^1];
        var method = Of(kind);
        var count = Math.Clamp(Candidates - first, 0, method.Candidates);
        return new SynthesisWindow(n, WindowKind.Generate, first, count)
        {
            Method = kind,
            Turn = turn,
            Requests = kind == GenerationMethod.Answers ? method.Requests : (count + method.PerRequest - 1) / method.PerRequest,
        };

        MethodWindow Of(GenerationMethod one) => Mix.First(window => window.Method == one);
    }

    private SynthesisWindow Window(int number, WindowKind kind, int ordinal, long total)
    {
        var first = (long)ordinal * WindowRows;
        return new SynthesisWindow(number, kind, first, (int)Math.Clamp(total - first, 0, WindowRows));
    }
}
