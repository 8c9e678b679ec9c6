namespace DurableTask.Sqlite.Dispatch;

/// <summary>A timer. It is linked to the other timers of its instance so that they can be cancelled together.</summary>
internal sealed class PendingTimer(Instance instance, int id, DateTime due)
{
    /// <summary>The number of the timer for a scheduled start.</summary>
    public const int Start = -1;

    /// <summary>Null if the timer was cancelled.</summary>
    public Instance? Instance = instance;
    public PendingTimer? Previous;
    public PendingTimer? Next;

    public int Id => id;

    public DateTime Due => due;

    public string ExecutionId { get; } = instance.ExecutionId;
}
