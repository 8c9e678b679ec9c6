using FineTune.Functions.Activities.Generation;
using FineTune.Functions.Contracts;
using FineTune.Functions.Contracts.Batches;
using FineTune.Functions.Contracts.Synthesis;
using FineTune.Synthesis.Batches;
using FineTune.Synthesis.Planning;

namespace FineTune.Functions.Orchestrations;

/// <summary>
/// Coordinates the windows of a drop in groups of eight and continues as new after each group, so that its history does not grow
/// with the number of rows. A group is a round: its windows see the pool that the groups before left. A window that meets the budget ends the stage; what was made is kept.
/// </summary>
public static class SynthesizeOrchestrator
{
    /// <summary>Windows in flight at once.</summary>
    public const int Group = 8;

    [Function(nameof(SynthesizeOrchestrator))]
    public static async Task<SynthesisTotals> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, SynthesizeInput input)
    {
        context.SetCustomStatus(new StageStatus("synthesize", input.Next, input.Plan.Windows));
        var count = Math.Min(Group, input.Plan.Windows - input.Next);
        var windows = Enumerable.Range(input.Next, count).Select(number => new WindowInput(
            input.Lineage, input.DatasetId, input.Month, input.Plan.At(number), count, input.Settings, input.Next / Group)).ToList();
        var batches = BatchSettings.Of(input.Settings);
        var deadline = input.BatchDeadline ?? context.CurrentUtcDateTime.AddHours(batches.DeadlineHours);
        var totals = SynthesisTotals.Add(input.Totals, batches.IsOn
            ? await ThroughBatchesAsync(context, windows, deadline)
            : (await WorkAsync(context, windows, WindowWork.All)).Aggregate(SynthesisTotals.None, SynthesisTotals.Add));

        var next = input.Next + count;
        if (next < input.Plan.Windows && totals.Stopped is null)
        {
            if (next > input.Plan.JudgeWindows)
            {
                await context.CallActivityAsync<int>(nameof(PoolRound), new PoolRoundInput(windows[0], count), Retries.Default);
            }

            context.ContinueAsNew(input with { Next = next, Totals = totals, BatchDeadline = batches.IsOn ? deadline : null });
        }

        return totals;
    }

    /// <summary>Teachers, then judges: first what batches answer, then the windows with what is left. A window that was stopped is not judged.</summary>
    private static async Task<SynthesisTotals> ThroughBatchesAsync(TaskOrchestrationContext context, List<WindowInput> windows, DateTime deadline)
    {
        var generating = windows.Where(window => window.Window.Kind == WindowKind.Generate).ToList();
        var generated = await StepAsync(context, generating, BatchCallKind.Calls, WindowWork.Generate, deadline);
        var stopped = generating.Where((_, index) => generated[index].Stopped is not null).ToHashSet();
        var judged = windows[0].Settings.Judging.Enabled
            ? await StepAsync(context, [.. windows.Where(window => !stopped.Contains(window))], BatchCallKind.Verdicts, WindowWork.Judge, deadline)
            : [];
        return generated.Concat(judged).Aggregate(SynthesisTotals.None, SynthesisTotals.Add);
    }

    /// <summary>One result per window.</summary>
    private static async Task<IReadOnlyList<SynthesisTotals>> StepAsync(
        TaskOrchestrationContext context, List<WindowInput> windows, BatchCallKind stage, WindowWork work, DateTime deadline)
    {
        if (windows.Count == 0)
        {
            return [];
        }

        var end = await context.CallSubOrchestratorAsync<BatchCallsEnd>(nameof(BatchCallsOrchestrator), new BatchCallsInput(stage, windows, deadline));
        return end.Refusal is { } refusal
            ? [.. windows.Select(_ => SynthesisTotals.None with { Stopped = refusal })]
            : await WorkAsync(context, windows, work);
    }

    private static async Task<IReadOnlyList<SynthesisTotals>> WorkAsync(TaskOrchestrationContext context, List<WindowInput> windows, WindowWork work) =>
        await Task.WhenAll(windows.Select(window =>
            context.CallSubOrchestratorAsync<SynthesisTotals>(nameof(SynthesizeWindowOrchestrator), window with { Work = work })));
}
