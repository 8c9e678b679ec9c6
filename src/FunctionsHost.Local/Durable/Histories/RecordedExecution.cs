using DurableTask.Core;
using DurableTask.Core.History;

namespace FunctionsHost.Local.Durable.Histories;

/// <summary>
/// One execution of an orchestration up to the end of a turn. An instance that continues as new has one execution per round.
/// </summary>
/// <param name="Name">The name of the orchestrator.</param>
/// <param name="Events">The history, from the start of the execution to the messages that the last turn took in.</param>
/// <param name="LastActions">What the last turn decided, as <see cref="TurnActions"/> describes it. It is not part of the history yet.</param>
public sealed record RecordedExecution(
    string Name, string InstanceId, string ExecutionId, IReadOnlyList<HistoryEvent> Events, IReadOnlyList<string> LastActions)
{
    internal static RecordedExecution Of(OrchestrationRuntimeState state, OrchestratorExecutionResult result) => new(
        state.Name,
        state.OrchestrationInstance!.InstanceId,
        state.OrchestrationInstance.ExecutionId,
        [.. state.Events],
        [.. result.Actions.Select(TurnActions.Describe)]);
}
