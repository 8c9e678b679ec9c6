using DurableTask.Core;

namespace FunctionsHost.Local.Durable.Orchestrations;

/// <summary>A session that the dispatcher leaves at its next look for messages.</summary>
internal sealed class EndedSession(IOrchestrationSession inner) : IOrchestrationSession
{
    public Task<IList<TaskMessage>?> FetchNewOrchestrationMessagesAsync(TaskOrchestrationWorkItem workItem) =>
        Task.FromResult<IList<TaskMessage>?>(null);

    public Task EndSessionAsync() => inner.EndSessionAsync();
}
