using FineTune.Functions.Activities.Generation;
using FineTune.Functions.Activities.Judging;
using FineTune.Functions.Contracts.Synthesis;
using FineTune.Synthesis.Planning;

namespace FineTune.Functions.Orchestrations;

/// <summary>One window of at most 50 rows: generate (where it is a generating window), then judge; or one of the two.</summary>
public static class SynthesizeWindowOrchestrator
{
    /// <summary>An activity stops by itself before two minutes and is called again; this many calls are far more than a window needs.</summary>
    private const int MaxPasses = 60;

    [Function(nameof(SynthesizeWindowOrchestrator))]
    public static async Task<SynthesisTotals> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, WindowInput input)
    {
        var totals = SynthesisTotals.None;
        if (input.Window.Kind == WindowKind.Generate && input.Work != WindowWork.Judge)
        {
            totals = SynthesisTotals.Add(totals, await RepeatAsync(context, nameof(GenerateWindow), input));
        }

        return totals.Stopped is null && input.Settings.Judging.Enabled && input.Work != WindowWork.Generate
            ? SynthesisTotals.Add(totals, await RepeatAsync(context, nameof(JudgeWindow), input))
            : totals;
    }

    private static async Task<SynthesisTotals> RepeatAsync(TaskOrchestrationContext context, string activity, WindowInput input)
    {
        for (var pass = 0; pass < MaxPasses; pass++)
        {
            var progress = await context.CallActivityAsync<WindowProgress>(activity, input, Retries.Default);
            if (progress.Complete)
            {
                return progress.Totals;
            }
        }

        throw new InvalidOperationException(
            $"{activity} of window {input.Window.Number} did not finish in {MaxPasses} passes of up to 90 seconds. Check the endpoint's latency, or raise its MaxConcurrency.");
    }
}
