using DurableTask.Sqlite.Dispatch;
using DurableTask.Sqlite.History;
using DurableTask.Sqlite.Storage;

namespace DurableTask.Sqlite.Commits;

/// <summary>The answer of an activity: its call goes, the message for its instance comes. Nothing when nobody waits for it any more.</summary>
internal sealed class ActivityCommit(ActivityItem item, InboxMessage answer) : WriteJob
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _json = HistorySerializer.ToBytes(answer.Message.Event);

    public Task Completion => _completion.Task;

    public override void Apply(Changes changes)
    {
        if (!item.IsWanted)
            return;
        InstanceChanges instance = changes.Of(item.Instance);
        instance.RemoveTask(item.Seq);
        answer.HasRow = true;
        instance.AddMessage(new InboxRow(answer.Seq, answer.Message.OrchestrationInstance.ExecutionId, false, _json));
    }

    public override void Committed() => _completion.TrySetResult();

    public override void Failed(Exception exception) => _completion.TrySetException(exception);
}
