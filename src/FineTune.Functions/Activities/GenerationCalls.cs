using FineTune.Core.Generation;
using FineTune.Core.Money;
using FineTune.Functions.Orchestrations;

namespace FineTune.Functions.Activities;

/// <summary>The calls of a generating window.</summary>
/// <param name="Total">All calls of the window.</param>
/// <param name="Next">The first call that is not stored yet; calls are stored in order.</param>
internal sealed record GenerationCalls(int Total, int Next, int PerCall, int Candidates)
{
    public static GenerationCalls Plan(WindowInput input, IEnumerable<GeneratedRow> stored)
    {
        var perCall = Math.Max(1, input.Settings.Generation.PerCall);
        var total = (input.Window.Count + perCall - 1) / perCall;
        var next = stored.Select(row => row.Call + 1).DefaultIfEmpty(0).Max();
        return new GenerationCalls(total, next, perCall, input.Window.Count);
    }

    /// <summary>Examples asked for in one call.</summary>
    public int Ask(int call) => Math.Min(PerCall, Candidates - (call * PerCall));

    public decimal WorstCase(ModelPrice price) =>
        GenerationPrice.WorstCase(price, Total, GenerationPrice.PromptTokens, PerCall * GenerationPrice.TokensPerExample);
}
