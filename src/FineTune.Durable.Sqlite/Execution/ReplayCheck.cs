using FineTune.Durable.Core.Exceptions;
using FineTune.Durable.Sqlite.History;

namespace FineTune.Durable.Sqlite.Execution;

/// <summary>
/// Compares an action of the history with what the replay did under the same number: kind and, where there is one, name
/// (ignoring case). Inputs, options and due times may differ. The texts are those of Durable Functions.
/// </summary>
internal static class ReplayCheck
{
    private const string Question = "Was a change made to the orchestrator code after this instance had already started running?";

    public static void Match(ActionEvent recorded, ActionEvent? replayed)
    {
        if (replayed is null)
            throw new NonDeterministicOrchestrationException(
                $"A previous execution of this orchestration scheduled {Described(recorded)}, but the current replay execution hasn't (yet?) scheduled this task. {Question}");

        if (recorded.GetType() != replayed.GetType())
            throw new NonDeterministicOrchestrationException(
                $"A previous execution of this orchestration scheduled {Numbered(recorded)}, but the current orchestration replay instead produced a {ActionName(replayed)} action with this sequence number. {Question}");

        if (NameOf(recorded) is { } name && !string.Equals(name, NameOf(replayed), StringComparison.OrdinalIgnoreCase))
            throw new NonDeterministicOrchestrationException(
                $"A previous execution of this orchestration scheduled {Numbered(recorded)}, but the current orchestration replay instead scheduled {Kind(replayed)} named '{NameOf(replayed)}' with this sequence number. {Question}");
    }

    private static string Kind(ActionEvent action) => action switch
    {
        TaskScheduled => "an activity task",
        TimerCreated => "a timer task",
        SubOrchestrationCreated => "a sub-orchestration task",
        _ => "a send event task",
    };

    private static string? NameOf(ActionEvent action) => action switch
    {
        TaskScheduled task => task.Name,
        SubOrchestrationCreated child => child.Name,
        EventSent sent => sent.Name,
        _ => null,
    };

    private static string Described(ActionEvent action) => action switch
    {
        TaskScheduled task => $"an activity task with sequence ID {task.Id} and name '{task.Name}' (version '')",
        TimerCreated timer => $"a timer task with sequence number {timer.Id}",
        SubOrchestrationCreated child => $"a sub-orchestration task with sequence ID {child.Id} and name '{child.Name}' (version '{child.Version}', instance ID '{child.InstanceId}')",
        EventSent sent => $"a send event task with sequence ID {sent.Id}, type 'EventSent' name '{sent.Name}', instance ID '{sent.InstanceId}'",
        _ => $"an action with sequence number {action.Id}",
    };

    private static string Numbered(ActionEvent action) =>
        NameOf(action) is { } name
            ? $"{Kind(action)} with sequence number {action.Id} named '{name}'"
            : $"{Kind(action)} with sequence number {action.Id}";

    private static string ActionName(ActionEvent action) => action switch
    {
        TaskScheduled => "ScheduleTaskOrchestratorAction",
        TimerCreated => "CreateTimerOrchestratorAction",
        SubOrchestrationCreated => "CreateSubOrchestrationAction",
        _ => "SendEventOrchestratorAction",
    };
}
