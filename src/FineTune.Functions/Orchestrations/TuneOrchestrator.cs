using FineTune.Functions.Activities.Registering;
using FineTune.Functions.Activities.Runs;
using FineTune.Functions.Contracts;
using FineTune.Functions.Contracts.Evaluation;
using FineTune.Functions.Contracts.Runs;
using FineTune.Functions.Contracts.Training;
using FineTune.Training.Runs;

namespace FineTune.Functions.Orchestrations;

/// <summary>
/// Takes the staged increments of a lineage and makes a model version of them, again and again until none is left.
/// Instance id <c>tune-{lineage}</c>: one run at a time per lineage.
/// </summary>
public static class TuneOrchestrator
{
    [Function(nameof(TuneOrchestrator))]
    public static async Task<TuneResult> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, TuneInput input)
    {
        context.SetCustomStatus(new StageStatus("plan"));
        var planned = await context.CallActivityAsync<PlanResult>(
            nameof(PlanRun), new PlanInput(input.Lineage, context.CurrentUtcDateTime), Retries.Default);
        if (planned.Plan is not { } plan)
        {
            context.SetCustomStatus(new StageStatus("idle", Note: planned.Blocked));
            return new TuneResult(input.Lineage, input.Runs, planned.Blocked);
        }

        using var stop = new CancellationTokenSource();
        var cancel = context.WaitForExternalEvent<CancelRequest>(InstanceIds.CancelEvent(plan.RunId), stop.Token);
        RunEnd end;
        try
        {
            end = await RunStagesAsync(context, plan, cancel);
        }
        catch (TaskFailedException)
        {
            // The list of runs shows it; the next tune of the lineage takes the run up where it broke.
            await context.CallActivityAsync(nameof(MarkRun), new MarkInput(plan, RunState.Failed, "interrupted"), Retries.Default);
            throw;
        }

        stop.Cancel();
        context.SetCustomStatus(new StageStatus("finish", RunId: plan.RunId));
        await context.CallActivityAsync(nameof(FinishRun), new FinishInput(plan, end), Retries.Default);
        context.ContinueAsNew(input with { Runs = input.Runs + 1 });
        return new TuneResult(input.Lineage, input.Runs + 1, null);
    }

    private static async Task<RunEnd> RunStagesAsync(TaskOrchestrationContext context, RunPlan plan, Task<CancelRequest> cancel)
    {
        context.SetCustomStatus(new StageStatus("preflight", RunId: plan.RunId));
        var refusal = await context.CallActivityAsync<string?>(nameof(CheckRun), plan, Retries.Default);
        if (refusal is not null)
        {
            return new RunEnd(RunState.Refused, refusal);
        }

        var end = await TrainAsync(context, plan, cancel);
        if (end.State != RunState.Running || cancel.IsCompleted)
        {
            return end.State == RunState.Running ? Cancelled(end, cancel) : end;
        }

        end = await DeployAsync(context, plan, end);
        if (end.State != RunState.Running || cancel.IsCompleted)
        {
            return end.State == RunState.Running ? Cancelled(end, cancel) : end;
        }

        end = await EvaluateAsync(context, plan, end);
        if (end.State != RunState.Running || cancel.IsCompleted)
        {
            return end.State == RunState.Running ? Cancelled(end, cancel) : end;
        }

        end = plan.Settings.Approval.Required ? await AskAsync(context, plan, end, cancel) : end;
        return end.State == RunState.Running ? await RegisterAsync(context, plan, end) : end;
    }

    private static async Task<RunEnd> TrainAsync(TaskOrchestrationContext context, RunPlan plan, Task<CancelRequest> cancel)
    {
        var child = InstanceIds.Child(context, $"train-{plan.RunId}");
        context.SetCustomStatus(new StageStatus("train", RunId: plan.RunId, Child: child));
        var training = context.CallSubOrchestratorAsync<RunEnd>(
            nameof(TrainOrchestrator), plan, new SubOrchestrationOptions(instanceId: child));
        if (await Task.WhenAny(training, cancel) == cancel)
        {
            context.SendEvent(child, InstanceIds.CancelEvent(plan.RunId), await cancel);
        }

        return await training;
    }

    private static async Task<RunEnd> DeployAsync(TaskOrchestrationContext context, RunPlan plan, RunEnd end)
    {
        context.SetCustomStatus(new StageStatus("deploy", RunId: plan.RunId));
        return await context.CallSubOrchestratorAsync<RunEnd>(nameof(DeployOrchestrator), new DeployInput(plan, end));
    }

    private static async Task<RunEnd> EvaluateAsync(TaskOrchestrationContext context, RunPlan plan, RunEnd end)
    {
        var child = InstanceIds.Child(context, $"evaluate-{plan.RunId}");
        context.SetCustomStatus(new StageStatus("evaluate", RunId: plan.RunId, Child: child));
        return await context.CallSubOrchestratorAsync<RunEnd>(
            nameof(EvaluateOrchestrator), new EvaluateInput(plan, end), new SubOrchestrationOptions(instanceId: child));
    }

    private static async Task<RunEnd> AskAsync(TaskOrchestrationContext context, RunPlan plan, RunEnd end, Task<CancelRequest> cancel)
    {
        context.SetCustomStatus(new StageStatus("approval", RunId: plan.RunId));
        await context.CallActivityAsync(nameof(MarkRun), new MarkInput(plan, RunState.AwaitingApproval, "approval"), Retries.Default);
        using var stop = new CancellationTokenSource();
        var decision = context.WaitForExternalEvent<ApprovalDecision>(InstanceIds.ApprovalEvent(plan.RunId), stop.Token);
        var timeout = context.CreateTimer(TimeSpan.FromDays(plan.Settings.Approval.TimeoutDays), stop.Token);
        var first = await Task.WhenAny(decision, cancel, timeout);
        stop.Cancel();
        if (first == cancel)
        {
            return Cancelled(end, cancel);
        }

        return first == decision ? Decided(end, await decision) : end with
        {
            State = RunState.Held,
            Reason = $"Nobody approved the candidate within {plan.Settings.Approval.TimeoutDays} days. The model {end.Model} is kept at the provider.",
        };
    }

    private static RunEnd Decided(RunEnd end, ApprovalDecision decision) => decision.Approved
        ? end
        : end with { State = RunState.Refused, Reason = $"Rejected by {decision.By ?? "a person"}: {decision.Comment ?? "no comment"}." };

    private static async Task<RunEnd> RegisterAsync(TaskOrchestrationContext context, RunPlan plan, RunEnd end)
    {
        context.SetCustomStatus(new StageStatus("register", RunId: plan.RunId));
        var version = await context.CallActivityAsync<int>(
            nameof(RegisterModel), new RegisterInput(plan, end, context.CurrentUtcDateTime), Retries.Default);
        return end with { State = RunState.Registered, Version = version };
    }

    private static RunEnd Cancelled(RunEnd end, Task<CancelRequest> cancel) =>
        end with { State = RunState.Cancelled, Reason = CancelReason.Of(cancel.Result) };
}
