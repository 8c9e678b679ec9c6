using FineTune.Functions.Activities.Batches;
using FineTune.Functions.Contracts;
using FineTune.Functions.Contracts.Batches;

namespace FineTune.Functions.Orchestrations;

/// <summary>
/// Has the calls of a group of windows answered in batches, as far as that goes: wave by wave, since answers may lead to further calls. What no batch
/// answered is left to the windows.
/// </summary>
public static class BatchCallsOrchestrator
{
    /// <summary>More than any method has steps, each with a second try for answers that cannot be read.</summary>
    private const int MaxWaves = 24;

    [Function(nameof(BatchCallsOrchestrator))]
    public static async Task<BatchCallsEnd> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, BatchCallsInput input)
    {
        if (context.CurrentUtcDateTime >= input.Deadline)
        {
            return BatchCallsEnd.Over;
        }

        var plan = await context.CallActivityAsync<PlannedBatches>(nameof(PlanBatches), input, Retries.Default);
        if (plan.Refusal is not null || plan.Batches.Count == 0)
        {
            return new BatchCallsEnd(plan.Refusal);
        }

        context.SetCustomStatus(new StageStatus("batch", Total: plan.Batches.Sum(batch => batch.File.Requests)));
        var ends = await Task.WhenAll(plan.Batches.Select(batch =>
            context.CallSubOrchestratorAsync<BatchEnd>(nameof(BatchOrchestrator), new BatchInput(input, batch))));

        // What a batch left over was tried often enough: the next wave would only try it again.
        if (ends.All(end => end.LeftOver == 0) && input.Wave + 1 < MaxWaves)
        {
            context.ContinueAsNew(input with { Wave = input.Wave + 1 });
        }

        return BatchCallsEnd.Over;
    }
}
