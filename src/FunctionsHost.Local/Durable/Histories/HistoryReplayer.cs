using DurableTask.Core;
using DurableTask.Core.Command;
using DurableTask.Core.History;
using FunctionsHost.Local.Durable.Orchestrations;
using FunctionsHost.Local.Durable.Payloads;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker;
using Microsoft.DurableTask.Worker.Shims;
using Microsoft.Extensions.Logging;

namespace FunctionsHost.Local.Durable.Histories;

/// <summary>
/// Replays recorded executions against the orchestrators that are compiled now, turn by turn and each turn from the beginning, as a host
/// without extended sessions does. It calls no activity and writes nothing.
/// </summary>
public sealed class HistoryReplayer
{
    private readonly IDurableFunctions _functions;
    private readonly OrchestrationEnvironment _environment;

    internal HistoryReplayer(IDurableFunctions functions, PayloadLimits payloads, ILoggerFactory loggers)
    {
        _functions = functions;
        var options = new DurableTaskWorkerOptions { DataConverter = new PayloadConverter(payloads.Converter), EnableEntitySupport = false };
        _environment = new OrchestrationEnvironment(new DurableTaskShimFactory(options, loggers), payloads, loggers, _ => { });
    }

    /// <summary>
    /// The names of all orchestrators of the app.
    /// </summary>
    public IReadOnlyCollection<string> OrchestratorNames => _functions.OrchestratorNames;

    /// <summary>
    /// Returns what today's code would do otherwise, one sentence per turn; empty if it goes the same way. It also reports a turn in which
    /// the code ends or continues as new while a call, child or timer of its is open: the official stack then waits for what is open.
    /// </summary>
    public IReadOnlyList<string> Replay(RecordedExecution execution)
    {
        ArgumentNullException.ThrowIfNull(execution);
        if (_functions.FindOrchestrator(execution.Name) is not { } function)
            return [$"The app has no orchestrator '{execution.Name}' any more. Instances under way would fail; keep it until they have ended."];

        List<string> problems = [];
        var turns = TurnsOf(execution.Events);
        for (var turn = 0; turn < turns.Count; turn++)
        {
            var recorded = turn == turns.Count - 1 ? execution.LastActions : turns[turn].Decided;
            if (ReplayTurn(execution.Name, function, turns, turn, recorded) is { } problem)
                problems.Add($"{execution.Name}, instance {execution.InstanceId}, turn {turn + 1} of {turns.Count}: {problem}");
        }

        return problems;
    }

    private string? ReplayTurn(
        string name, IOrchestratorFunction function, IReadOnlyList<Turn> turns, int turn, IReadOnlyList<string> recorded)
    {
        foreach (var played in turns.Take(turn + 1).SelectMany(t => t.Events)) played.IsPlayed = false;
        var state = new OrchestrationRuntimeState([.. turns.Take(turn).SelectMany(t => t.Events)]);
        foreach (var newEvent in turns[turn].Events.Where(e => TurnActions.Describe(e) is null && e is not OrchestratorCompletedEvent))
            state.AddEvent(newEvent);

        var run = new OrchestrationRun(name, function, _environment);
        if (state.ParentInstance is { } parent)
            run.Parent = new ParentOrchestrationInstance(parent.Name, parent.OrchestrationInstance.InstanceId);
        var executor = new TaskOrchestrationExecutor(
            state, run, BehaviorOnContinueAsNew.Carryover, ErrorPropagationMode.UseFailureDetails);
        OrchestratorExecutionResult? result = null;
        run.RunTurn(() =>
        {
            result = executor.Execute();
            return Task.CompletedTask;
        });
        return Compare(result!, executor.IsCompleted, run.HasStrayed, recorded);
    }

    private static string? Compare(OrchestratorExecutionResult result, bool isCompleted, bool hasStrayed, IReadOnlyList<string> recorded)
    {
        if (hasStrayed) return "it awaits something that is not durable.";
        List<string> decided = [.. result.Actions.Select(TurnActions.Describe)];
        if (isCompleted && !decided.Exists(TurnActions.IsEnd))
            return "it ends or continues as new while a call, child or timer is open; cancel or await it first.";
        if (decided.SequenceEqual(recorded, StringComparer.Ordinal)) return null;
        var failure = result.Actions.OfType<OrchestrationCompleteOrchestratorAction>().FirstOrDefault()?.FailureDetails?.ErrorMessage;
        return $"recorded [{string.Join(", ", recorded)}], now [{string.Join(", ", decided)}]{(failure is null ? "" : ". " + failure)}";
    }

    private static List<Turn> TurnsOf(IReadOnlyList<HistoryEvent> events)
    {
        List<Turn> turns = [];
        foreach (var historyEvent in events)
        {
            if (historyEvent is OrchestratorStartedEvent || turns.Count == 0) turns.Add(new Turn([], []));
            turns[^1].Events.Add(historyEvent);
            if (TurnActions.Describe(historyEvent) is { } decided) turns[^1].Decided.Add(decided);
        }

        return turns;
    }

    private sealed record Turn(List<HistoryEvent> Events, List<string> Decided);
}
