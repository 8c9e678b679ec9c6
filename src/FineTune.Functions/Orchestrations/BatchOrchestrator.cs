using FineTune.Functions.Activities.Batches;
using FineTune.Functions.Contracts;
using FineTune.Functions.Contracts.Batches;
using FineTune.Synthesis.Batches;
using FineTune.Training.Jobs;

namespace FineTune.Functions.Orchestrations;

/// <summary>
/// One file of requests through the provider's batch service: created at most once, watched on durable timers of growing length, cancelled at the stage's deadline; then its
/// answers are stored, and what it left over goes into another batch or is left to the windows. A batch that does not end within a day of its cancellation is given up: what it
/// has answered by then is kept. Continues as new every ten looks, and whenever the provider says "later".
/// </summary>
public static class BatchOrchestrator
{
    private const int PollsPerRound = 10;
    private static readonly TimeSpan _patience = TimeSpan.FromDays(1);

    [Function(nameof(BatchOrchestrator))]
    public static async Task<BatchEnd> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, BatchInput input)
    {
        if (input.BatchId is null)
        {
            var created = await CreateAsync(context, input);
            if (created.RetryAt is { } later)
            {
                await context.CreateTimer(later, CancellationToken.None);
                context.ContinueAsNew(input);
                return BatchEnd.Unknown;
            }

            if (created.BatchId is null)
            {
                return new BatchEnd(input.Left + input.Batch.File.Requests, created.Refusal);
            }

            input = input with { BatchId = created.BatchId };
        }

        for (var poll = 0; poll < PollsPerRound; poll++)
        {
            var batch = await context.CallActivityAsync<PolledBatch>(nameof(PollBatch), Handle(input), Retries.Default);
            context.SetCustomStatus(new StageStatus("batch", batch.Counts.Completed + batch.Counts.Failed, batch.Counts.Total, Note: batch.RawStatus));
            if (batch.IsOver || (input.IsCancelled && context.CurrentUtcDateTime >= input.Calls.Deadline + _patience))
            {
                return await EndAsync(context, input, batch);
            }

            input = await WaitAsync(context, input, batch);
        }

        context.ContinueAsNew(input);
        return BatchEnd.Unknown;
    }

    /// <summary>After the deadline only a batch that exists already is taken.</summary>
    private static Task<CreatedBatch> CreateAsync(TaskOrchestrationContext context, BatchInput input)
    {
        var calls = input.Calls;
        var request = new CreateBatchInput(
            calls.Lineage, calls.DatasetId, input.Ordinal, input.Batch.Model.Endpoint, input.Batch.File, FindOnly: context.CurrentUtcDateTime >= calls.Deadline);
        return context.CallActivityAsync<CreatedBatch>(nameof(CreateBatch), request, Retries.Default);
    }

    private static async Task<BatchInput> WaitAsync(TaskOrchestrationContext context, BatchInput input, PolledBatch batch)
    {
        var pause = context.CurrentUtcDateTime + JobPolling.Next(input.Polls, batch.PollFirst, batch.PollMax);
        await context.CreateTimer(pause < input.Calls.Deadline || input.IsCancelled ? pause : input.Calls.Deadline, CancellationToken.None);
        if (context.CurrentUtcDateTime >= input.Calls.Deadline && !input.IsCancelled)
        {
            await context.CallActivityAsync(nameof(CancelBatch), Handle(input), Retries.Default);
            return input with { IsCancelled = true, Polls = 0 };
        }

        return input with { Polls = input.Polls + 1 };
    }

    private static async Task<BatchEnd> EndAsync(TaskOrchestrationContext context, BatchInput input, PolledBatch batch)
    {
        var joined = await context.CallActivityAsync<JoinedBatch>(
            nameof(JoinBatch), new JoinBatchInput(input.Calls, input.Batch, input.BatchId!), Retries.Default);
        await context.CallActivityAsync(nameof(DeleteBatchFiles), Handle(input), Retries.Default);
        var left = input.Calls.Deadline - context.CurrentUtcDateTime;
        var step = BatchPolicy.Next(BatchSettings.Of(input.Calls.Settings), joined.Rest, input.Ordinal + 1, batch.State, batch.Problems, left);
        if (step == BatchStep.Again && joined.RestFile is { } rest)
        {
            // A batch that was refused because others wait gives them time first.
            await context.CreateTimer(batch.PollMax, CancellationToken.None);
            context.ContinueAsNew(new BatchInput(input.Calls, input.Batch with { File = rest }, input.Ordinal + 1, Left: input.Left + joined.Left));
        }

        return new BatchEnd(input.Left + joined.Left + joined.Rest, batch.Reason);
    }

    private static PollBatchInput Handle(BatchInput input) => new(input.Batch.Model.Endpoint, input.BatchId!);
}
