using System.Text.Encodings.Web;
using System.Text.Json;
using DurableTask.Core;
using DurableTask.Core.Command;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using DurableTask.Core.Middleware;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace FunctionsHost.Local.Durable.Orchestrations;

/// <summary>Surrounds each turn of an orchestrator with what Core leaves to its host.</summary>
internal sealed class TurnMiddleware(
    IDurableFunctions functions, DurableWorkerOptions options, TimeProvider timeProvider, ILogger logger)
{
    private const int LargeHistory = 2000;
    private const int StatusLimitBytes = 16 * 1024;
    private static readonly JsonSerializerOptions s_asWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task RunAsync(DispatchMiddlewareContext context, Func<Task> next)
    {
        var state = context.GetProperty<OrchestrationRuntimeState>();
        Prepare(state);
        if (context.GetProperty<TaskOrchestration>() is not OrchestrationRun run)
        {
            context.SetProperty(Failed(Unknown(state.Name), null, null));
            return;
        }

        run.Parent ??= state.ParentInstance is { } parent
            ? new ParentOrchestrationInstance(parent.Name, parent.OrchestrationInstance.InstanceId) : null;
        try
        {
            await RunTurnAsync(run, next);
            if (run.HasStrayed) throw InvalidAwait.Create();
            CheckStatus(run);
            if (run.ContinuesAsNew) EndSession(context);
        }
        catch (Exception error) when (error is not SessionAbortedException)
        {
            // Core would give the work item back and meet the same error again, for ever.
            context.SetProperty(Failed(error.Message, new FailureDetails(error), run.CustomStatus));
        }
    }

    private async Task RunTurnAsync(OrchestrationRun run, Func<Task> next)
    {
        if (options.FunctionTimeout is not { } limit)
        {
            run.RunTurn(next);
            return;
        }

        // On another thread, because the code of an orchestrator cannot be stopped, only left behind.
        var turn = Task.Run(() => run.RunTurn(next));
        try
        {
            await turn.WaitAsync(limit, options.TimeoutClock);
        }
        catch (TimeoutException) when (!turn.IsCompleted)
        {
            run.Abandon();
            throw new FunctionTimeoutException($"Timeout value of {limit:c} was exceeded by an orchestrator within one turn.");
        }
    }

    /// <summary>
    /// Core forgets a ContinueAsNew between the turns of a session: where a call or timer is still open, the instance would end instead of
    /// continuing, and lose the events that came meanwhile. Without the session the next turn replays the call.
    /// </summary>
    private static void EndSession(DispatchMiddlewareContext context)
    {
        var actions = context.GetProperty<OrchestratorExecutionResult>().Actions;
        var workItem = context.GetProperty<TaskOrchestrationWorkItem>();
        if (workItem.Session is { } session && !actions.OfType<OrchestrationCompleteOrchestratorAction>().Any())
            workItem.Session = new EndedSession(session);
    }

    private void Prepare(OrchestrationRuntimeState state)
    {
        var isRealTime = timeProvider == TimeProvider.System;
        for (var i = 0; i < state.NewEvents.Count; i++)
        {
            var newEvent = state.NewEvents[i];

            // Core stamps what it makes with the clock of the machine.
            if (!isRealTime && newEvent is OrchestratorStartedEvent) newEvent.Timestamp = timeProvider.GetUtcNow().UtcDateTime;
            if (newEvent is SubOrchestrationInstanceFailedEvent { FailureDetails: null } failed) Replace(state, i, failed);
        }

        var past = state.Events.Count - state.NewEvents.Count;
        for (long size = LargeHistory; size <= state.Events.Count; size *= 2)
        {
            if (past >= size) continue;
            logger.LogWarning("A large history: instance '{InstanceId}' of '{Name}' has {Count} events. Each replay reads all of "
                + "them: let the orchestrator continue as new, or move parts of its work into sub-orchestrations.",
                state.OrchestrationInstance?.InstanceId, state.Name, state.Events.Count);
        }
    }

    /// <summary>A child that was terminated, or is unknown, has no details; the official shim needs some.</summary>
    private static void Replace(OrchestrationRuntimeState state, int index, SubOrchestrationInstanceFailedEvent failed)
    {
        var details = new FailureDetails("(unknown)", failed.Reason ?? "(unknown)", null, null, isNonRetriable: false);
        var filled = new SubOrchestrationInstanceFailedEvent(
            failed.EventId, failed.TaskScheduledId, failed.Reason, failed.Details, details)
        { Timestamp = failed.Timestamp };
        state.Events[state.Events.IndexOf(failed)] = filled;
        state.NewEvents[index] = filled;
    }

    private string Unknown(string name)
    {
        var known = functions.OrchestratorNames.Count == 0
            ? "No orchestrator functions are currently registered!"
            : "The following are the known orchestrator functions: "
                + $"{string.Join(", ", functions.OrchestratorNames.Select(n => $"'{n}'"))}.";
        var message = $"The function '{name}' doesn't exist, is disabled, or is not an orchestrator function. Additional info: {known}";
        return JsonSerializer.Serialize(new { message }, s_asWritten);
    }

    private static void CheckStatus(OrchestrationRun run)
    {
        if (run.CustomStatus is { } status && status.Length * 2 > StatusLimitBytes)
        {
            run.CustomStatus = null;
            throw new ArgumentException(
                $"CustomStatus is too large: limit = {StatusLimitBytes / 1024} KB (UTF-16), actual = "
                    + $"{status.Length * 2 / 1024.0:0.00} KB.");
        }
    }

    private static OrchestratorExecutionResult Failed(string result, FailureDetails? details, string? customStatus) => new()
    {
        Actions =
        [
            new OrchestrationCompleteOrchestratorAction
            {
                Id = int.MaxValue,
                OrchestrationStatus = OrchestrationStatus.Failed,
                Result = result,
                FailureDetails = details,
            },
        ],
        CustomStatus = customStatus ?? "null",
    };
}
