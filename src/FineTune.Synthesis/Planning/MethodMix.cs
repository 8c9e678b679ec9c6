using FineTune.Core.Lineages.Generation;
using FineTune.Synthesis.Methods.Alpaca;
using FineTune.Synthesis.Methods.Answers;
using FineTune.Synthesis.Methods.Evolve;
using FineTune.Synthesis.Methods.Pairs;
using FineTune.Synthesis.Methods.SelfInstruct;
using FineTune.Synthesis.Methods.Support;
using FineTune.Synthesis.Rounds;

namespace FineTune.Synthesis.Planning;

/// <summary>Which method works in which round.</summary>
public static class MethodMix
{
    private static readonly IGenerationMethod[] All =
        [new PairsMethod(), new SelfInstructMethod(), new AlpacaMethod(), new EvolInstructMethod(), new AnswersMethod(), new SupportMethod()];

    public static IGenerationMethod Of(GenerationMethod method) => All.First(one => one.Kind == method);

    /// <summary>
    /// The method of each of the first <paramref name="rounds"/> rounds, and how many rounds it had before: at any time each method has had its share, within
    /// one round. Methods with a share of 0 get none.
    /// </summary>
    public static IReadOnlyList<(GenerationMethod Method, int Turn)> Rounds(IReadOnlyList<MethodShare> methods, int rounds)
    {
        ArgumentNullException.ThrowIfNull(methods);
        ArgumentOutOfRangeException.ThrowIfNegative(rounds);
        var active = methods.Where(method => method.Share > 0).ToList();
        var turns = new int[active.Count];
        var plan = new List<(GenerationMethod, int)>();
        while (active.Count > 0 && plan.Count < rounds)
        {
            var next = Enumerable.Range(0, active.Count).MinBy(i => (turns[i] + 1) / active[i].Share);
            plan.Add((active[next].Method, turns[next]++));
        }

        return plan;
    }

    /// <summary>Why a drop cannot be grown as its settings say, with the next step; null when it can.</summary>
    public static string? Refuse(GenerationSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        return setup.Settings.Methods.Where(method => method.Share > 0).Select(method => Of(method.Method).Refuse(setup)).FirstOrDefault(reason => reason is not null);
    }
}
