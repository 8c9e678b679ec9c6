using FineTune.Core.Billing;
using FineTune.Core.Lineages;
using FineTune.Core.Lineages.Training;
using FineTune.Datasets.Lines;
using FineTune.Datasets.Reports;
using FineTune.Functions.Activities.Increments;
using FineTune.Functions.Activities.Intake;
using FineTune.Functions.Activities.Runs;
using FineTune.Functions.Contracts;
using FineTune.Functions.Contracts.Datasets;
using FineTune.Functions.Contracts.Runs;
using FineTune.Functions.Contracts.Synthesis;
using FineTune.Synthesis.Planning;

namespace FineTune.Functions.Orchestrations;

/// <summary>
/// Turns one drop into a vetted increment: copy, validate, generate, judge, assemble, stage; then sees to it that a run takes it.
/// Instance id <c>dataset-{lineage}-{datasetId}</c>.
/// </summary>
public static class DatasetOrchestrator
{
    [Function(nameof(DatasetOrchestrator))]
    public static async Task<DatasetResult> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, DatasetInput input)
    {
        if (input.Waits is not null)
        {
            return await WaitForRunAsync(context, input);
        }

        try
        {
            return await PrepareAsync(context, input);
        }
        catch (TaskFailedException failure)
        {
            var record = new DatasetEnd(input, DatasetOutcome.Failed, FailureText.Of(failure), null, context.CurrentUtcDateTime);
            await context.CallActivityAsync(nameof(WriteDatasetReport), record, Retries.Default);
            throw;
        }
    }

    private static async Task<DatasetResult> PrepareAsync(TaskOrchestrationContext context, DatasetInput input)
    {
        context.SetCustomStatus(new StageStatus("copy"));
        var copy = await context.CallActivityAsync<CopyResult>(nameof(CopyDrop), input, Retries.Default);
        if (copy.Settings is not { } settings)
        {
            return await RefuseAsync(context, input, copy.Refusal);
        }

        context.SetCustomStatus(new StageStatus("validate"));
        var refusal = await ValidateAsync(context, input, copy.Bytes, settings);
        if (refusal.Reason is not null)
        {
            return await RefuseAsync(context, input, refusal.Reason, settings);
        }

        var plan = WindowPlanner.Plan(refusal.Valid, settings);
        var synthesis = await SynthesizeAsync(context, input, plan, settings);
        context.SetCustomStatus(new StageStatus("assemble"));
        var increment = await context.CallActivityAsync<AssembleResult>(
            nameof(AssembleIncrement), new AssembleInput(input.Lineage, input.DatasetId, settings), Retries.Default);
        if (increment.Refusal is not null)
        {
            return await RefuseAsync(context, input, increment.Refusal, settings);
        }

        var end = new DatasetEnd(input, DatasetOutcome.Accepted, null, synthesis.EarlyEnd(plan.Candidates), context.CurrentUtcDateTime, settings);
        await context.CallActivityAsync(nameof(WriteDatasetReport), end, Retries.Default);
        var stage = new StageInput(input.Lineage, input.DatasetId, increment.Train, context.CurrentUtcDateTime);
        await context.CallActivityAsync(nameof(StageIncrement), stage, Retries.Default);
        if (settings.Tune == TuneWhen.OnDrop)
        {
            context.ContinueAsNew(input with { Waits = 0 });
        }

        return new DatasetResult(input.DatasetId, DatasetOutcome.Accepted, null);
    }

    private static async Task<ValidationResult> ValidateAsync(
        TaskOrchestrationContext context, DatasetInput input, long bytes, LineageSettings settings)
    {
        var ranges = ByteRanges.Plan(bytes);
        var model = settings.Models.Trainer!;
        var parts = await Task.WhenAll(ranges.Select(range => context.CallActivityAsync<RangeResult>(
            nameof(ValidateRange), new RangeInput(input.Lineage, input.DatasetId, range, model, settings.Safety), Retries.Default)));
        return await context.CallActivityAsync<ValidationResult>(
            nameof(MergeValidation), new MergeInput(input.Lineage, input.DatasetId, parts, settings.Generation.Seed, model, settings.Decontamination, settings.Generation, settings.Models.AllTeachers), Retries.Default);
    }

    private static async Task<SynthesisTotals> SynthesizeAsync(
        TaskOrchestrationContext context, DatasetInput input, SynthesisPlan plan, LineageSettings settings)
    {
        if (plan.Windows == 0)
        {
            return SynthesisTotals.None;
        }

        var child = InstanceIds.Child(context, $"synthesize-{input.Lineage}-{input.DatasetId}");
        context.SetCustomStatus(new StageStatus("synthesize", Total: plan.Windows, Child: child));
        var month = BillingMonth.Of(context.CurrentUtcDateTime);
        var work = new SynthesizeInput(input.Lineage, input.DatasetId, month, plan, settings, 0, SynthesisTotals.None);
        return await context.CallSubOrchestratorAsync<SynthesisTotals>(
            nameof(SynthesizeOrchestrator), work, new SubOrchestrationOptions(instanceId: child));
    }

    private static async Task<DatasetResult> RefuseAsync(
        TaskOrchestrationContext context, DatasetInput input, string? reason, LineageSettings? settings = null)
    {
        var end = new DatasetEnd(input, DatasetOutcome.Refused, reason, null, context.CurrentUtcDateTime, settings);
        await context.CallActivityAsync(nameof(WriteDatasetReport), end, Retries.Default);
        context.SetCustomStatus(new StageStatus("refused"));
        return new DatasetResult(input.DatasetId, DatasetOutcome.Refused, reason);
    }

    /// <summary>Sleeps until a run has taken the increment, starting one whenever none is alive: one minute at first, half an hour at most.</summary>
    private static async Task<DatasetResult> WaitForRunAsync(TaskOrchestrationContext context, DatasetInput input)
    {
        context.SetCustomStatus(new StageStatus("staged"));
        var taken = await context.CallActivityAsync<bool>(nameof(EnsureRun), new EnsureRunInput(input.Lineage, input.DatasetId), Retries.Default);
        if (!taken)
        {
            var waits = input.Waits ?? 0;
            await context.CreateTimer(TimeSpan.FromMinutes(Math.Min(30, Math.Pow(2, Math.Min(waits, 5)))), CancellationToken.None);
            context.ContinueAsNew(input with { Waits = waits + 1 });
        }

        return new DatasetResult(input.DatasetId, DatasetOutcome.Accepted, null);
    }
}
