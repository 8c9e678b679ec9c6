using System.Text.Json.Serialization;
using FineTune.Core.Lineages;
using FineTune.Functions.Activities.Batches;

namespace FineTune.Functions.Orchestrations;

/// <summary>
/// Has the calls of a group of windows answered in batches, as far as that goes: wave by wave, since answers may lead to further calls. What no batch
/// answered is left to the windows.
/// </summary>
public static class BatchStageOrchestrator
{
    /// <summary>More than any method has steps, each with a second try for answers that cannot be read.</summary>
    private const int MaxWaves = 24;

    [Function(nameof(BatchStageOrchestrator))]
    public static async Task<BatchStageEnd> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, BatchStageInput input)
    {
        if (context.CurrentUtcDateTime >= input.Deadline)
        {
            return BatchStageEnd.Over;
        }

        var plan = await context.CallActivityAsync<PlannedBatches>(nameof(PlanBatches), input, Retries.Default);
        if (plan.Refusal is not null || plan.Batches.Count == 0)
        {
            return new BatchStageEnd(plan.Refusal);
        }

        context.SetCustomStatus(new StageStatus("batch", Total: plan.Batches.Sum(batch => batch.File.Requests)));
        var ends = await Task.WhenAll(plan.Batches.Select(batch =>
            context.CallSubOrchestratorAsync<BatchEnd>(nameof(BatchOrchestrator), new BatchInput(input, batch))));

        // What a batch left over was tried often enough: the next wave would only try it again.
        if (ends.All(end => end.LeftOver == 0) && input.Wave + 1 < MaxWaves)
        {
            context.ContinueAsNew(input with { Wave = input.Wave + 1 });
        }

        return BatchStageEnd.Over;
    }
}

/// <summary>The calls of one stage of a group of windows.</summary>
/// <param name="Deadline">UTC; after it batches are cancelled, what they have answered is kept, and no more are made.</param>
/// <param name="Wave">0-based.</param>
public sealed record BatchStageInput(BatchStage Stage, IReadOnlyList<WindowInput> Windows, DateTime Deadline, int Wave = 0)
{
    [JsonIgnore]
    public string Lineage => Windows[0].Lineage;

    [JsonIgnore]
    public string DatasetId => Windows[0].DatasetId;

    [JsonIgnore]
    public LineageSettings Settings => Windows[0].Settings;
}

/// <summary>Whose calls.</summary>
public enum BatchStage
{
    /// <summary>Of teachers.</summary>
    Calls,

    /// <summary>Of judges.</summary>
    Verdicts,
}

/// <summary>How a stage's batches ended.</summary>
/// <param name="Refusal">Why the lineage's settings allow no batches though they ask for them.</param>
public sealed record BatchStageEnd(string? Refusal)
{
    public static BatchStageEnd Over { get; } = new((string?)null);
}
