using FineTune.Core.Examples;
using FineTune.Core.Lineages;
using FineTune.Core.Lineages.Generation;
using FineTune.Core.Models;
using FineTune.Synthesis.Rounds;

namespace FineTune.Synthesis.Planning;

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
        var mix = Mix(settings);
        return new SynthesisPlan(Windows(judged), Windows(candidates, mix), candidates, WindowRows) { ValidRows = validRows, Mix = mix };
    }

    private static int Windows(long rows) => checked((int)((rows + WindowRows - 1) / WindowRows));

    private static int Windows(int candidates, IReadOnlyList<MethodWindow> mix)
    {
        var windows = 0;
        var rounds = MethodMix.Rounds([.. mix.Select(method => new MethodShare(method.Method, method.Share))], candidates);
        for (var planned = 0; planned < candidates && windows < rounds.Count; windows++)
        {
            planned += mix.First(method => method.Method == rounds[windows].Method).Candidates;
        }

        return windows;
    }

    private static List<MethodWindow> Mix(LineageSettings settings)
    {
        var setup = new GenerationSetup("", settings.Generation, settings.Models.AllTeachers, "", [], new NoTokens());
        return [.. settings.Generation.Methods.Select(share => Window(share, setup))];
    }

    private static MethodWindow Window(MethodShare share, GenerationSetup setup)
    {
        var most = MethodMix.Of(share.Method).Most(setup);
        var perRequest = Math.Max(1, most.Candidates);
        var requests = Math.Clamp((WindowRows + perRequest - 1) / perRequest, 1, Math.Max(1, setup.Settings.RoundRequests));
        return new MethodWindow(share.Method, share.Share, perRequest, requests, Math.Max(1, most.Calls));
    }

    /// <summary>Sizes of windows depend on settings alone.</summary>
    private sealed class NoTokens : ITokenCounter
    {
        public int Count(string model, string text) => 0;

        public int Count(string model, ChatExample example) => 0;
    }
}
