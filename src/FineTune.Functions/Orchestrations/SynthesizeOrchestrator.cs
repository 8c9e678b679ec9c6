using FineTune.Core.Generation;
using FineTune.Core.Lineages;
using FineTune.Core.Models.Batches;
using FineTune.Functions.Activities.Generation;

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
        var generated = await StepAsync(context, generating, BatchStage.Calls, WindowWork.Generate, deadline);
        var stopped = generating.Where((_, index) => generated[index].Stopped is not null).ToHashSet();
        var judged = windows[0].Settings.Judging.Enabled
            ? await StepAsync(context, [.. windows.Where(window => !stopped.Contains(window))], BatchStage.Verdicts, WindowWork.Judge, deadline)
            : [];
        return generated.Concat(judged).Aggregate(SynthesisTotals.None, SynthesisTotals.Add);
    }

    /// <summary>One result per window.</summary>
    private static async Task<IReadOnlyList<SynthesisTotals>> StepAsync(
        TaskOrchestrationContext context, List<WindowInput> windows, BatchStage stage, WindowWork work, DateTime deadline)
    {
        if (windows.Count == 0)
        {
            return [];
        }

        var end = await context.CallSubOrchestratorAsync<BatchStageEnd>(nameof(BatchStageOrchestrator), new BatchStageInput(stage, windows, deadline));
        return end.Refusal is { } refusal
            ? [.. windows.Select(_ => SynthesisTotals.None with { Stopped = refusal })]
            : await WorkAsync(context, windows, work);
    }

    private static async Task<IReadOnlyList<SynthesisTotals>> WorkAsync(TaskOrchestrationContext context, List<WindowInput> windows, WindowWork work) =>
        await Task.WhenAll(windows.Select(window =>
            context.CallSubOrchestratorAsync<SynthesisTotals>(nameof(SynthesizeWindowOrchestrator), window with { Work = work })));
}

/// <summary>The windows still to do, and what the earlier ones gave.</summary>
/// <param name="BatchDeadline">UTC; set when the first group begins.</param>
public sealed record SynthesizeInput(
    string Lineage, string DatasetId, string Month, SynthesisPlan Plan, LineageSettings Settings, int Next, SynthesisTotals Totals, DateTime? BatchDeadline = null);

/// <summary>Sums over windows.</summary>
/// <param name="Stopped">Why the stage ended early; null when it did not.</param>
public sealed record SynthesisTotals(long Generated, long Kept, long BelowThreshold, long Unscored, decimal CostUsd, string? Stopped)
{
    /// <summary>Why the stage ended early, with how far it came; null when it did not.</summary>
    /// <param name="candidates">Asked for in all.</param>
    public string? EarlyEnd(int candidates) => Stopped is null ? null
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Generating and judging stopped at {Generated} of {candidates} candidates, after {CostUsd:0.00##} USD: {Stopped}");

    public static SynthesisTotals None { get; } = new(0, 0, 0, 0, 0, null);

    public static SynthesisTotals Add(SynthesisTotals left, SynthesisTotals right) => new(
        left.Generated + right.Generated, left.Kept + right.Kept, left.BelowThreshold + right.BelowThreshold,
        left.Unscored + right.Unscored, left.CostUsd + right.CostUsd, left.Stopped ?? right.Stopped);
}
