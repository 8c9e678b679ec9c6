using FineTune.Functions.Activities.Evaluation;
using FineTune.Functions.Contracts;
using FineTune.Functions.Contracts.Evaluation;
using FineTune.Functions.Contracts.Runs;
using FineTune.Training.Jobs;
using FineTune.Training.Runs;

namespace FineTune.Functions.Orchestrations;

/// <summary>
/// Proves the candidate against its parent on held-out data, window by window, and asks the gate. Ends in state Running when
/// the candidate passed.
/// </summary>
public static class EvaluateOrchestrator
{
    private const int Group = 8;

    [Function(nameof(EvaluateOrchestrator))]
    public static async Task<RunEnd> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, EvaluateInput input)
    {
        var windows = EvaluationWindows.Plan(input.Plan);
        var done = 0;
        foreach (var group in windows.Chunk(Group))
        {
            context.SetCustomStatus(new StageStatus("evaluate", done, windows.Count, input.Plan.RunId));
            var stopped = await Task.WhenAll(group.Select(window => RunWindowAsync(context, input, window, group.Length)));
            if (Array.Find(stopped, reason => reason is not null) is { } reason)
            {
                return input.End with { State = RunState.Refused, Reason = reason };
            }

            done += group.Length;
        }

        return await context.CallActivityAsync<RunEnd>(nameof(CompareModels), new CompareInput(input.Plan, input.End, windows), Retries.Default);
    }

    /// <summary>A tuned model may take some minutes until it answers: the first look is repeated for about ten.</summary>
    private static async Task<string?> RunWindowAsync(
        TaskOrchestrationContext context, EvaluateInput input, EvaluationWindow window, int inFlight)
    {
        var work = new EvaluateWindowInput(input.Plan, input.End.Deployment ?? input.End.Model!, window, inFlight);
        var progress = await context.CallActivityAsync<EvaluationProgress>(nameof(EvaluateWindow), work, Retries.Default);
        for (var waits = 0; !progress.Complete; waits++)
        {
            if (progress.NotReady)
            {
                if (waits >= EvaluationProgress.MaxWaits)
                {
                    return $"The model {work.Candidate} could not be called for ten minutes after its job succeeded. Start the run again with: finetune tune --lineage {input.Plan.Lineage}.";
                }

                await context.CreateTimer(JobPolling.Next(waits, progress.PollFirst, progress.PollMax), CancellationToken.None);
            }

            progress = await context.CallActivityAsync<EvaluationProgress>(nameof(EvaluateWindow), work, Retries.Default);
        }

        return progress.Stopped;
    }
}
