namespace FineTune.Durable.Sqlite.Dispatch;

/// <summary>
/// The mailbox of one instance. At most one turn of an instance is under way, from taking its messages to their commit;
/// what arrives meanwhile waits here and is fed to the next turn all at once.
/// </summary>
internal sealed class InstanceActor(long key)
{
    private readonly Lock _lock = new();
    private List<Message> _messages = [];
    private bool _busy;
    private bool _retired;

    public long Key => key;

    /// <summary>Touched by the turn under way only.</summary>
    public InstanceState? State { get; set; }

    /// <summary>The place in the list of live instances; guarded by that list.</summary>
    public LinkedListNode<InstanceActor>? LiveNode { get; set; }

    /// <summary>Adds a message. False where the actor was retired: get a new one.</summary>
    /// <param name="message">What the instance has to hear.</param>
    /// <param name="wake">Whether a turn has to be scheduled.</param>
    public bool TryPost(Message message, out bool wake)
    {
        lock (_lock)
        {
            wake = !_retired && !_busy;
            if (_retired)
                return false;
            _messages.Add(message);
            _busy = true;
            return true;
        }
    }

    /// <summary>Puts messages of the turn under way before those that arrived during it.</summary>
    public void PostFirst(IEnumerable<Message> messages)
    {
        lock (_lock)
            _messages.InsertRange(0, messages);
    }

    public List<Message> Take()
    {
        lock (_lock)
        {
            List<Message> taken = _messages;
            _messages = [];
            return taken;
        }
    }

    /// <summary>Ends a turn. True where messages wait and another turn has to be scheduled.</summary>
    /// <param name="retire">Whether to let go of the actor if nothing waits.</param>
    /// <param name="retired">Whether it was let go.</param>
    public bool Finish(bool retire, out bool retired)
    {
        lock (_lock)
        {
            _busy = _messages.Count > 0;
            retired = _retired = retire && !_busy;
            return _busy;
        }
    }

    /// <summary>Lets go of an idle actor. False while a turn is under way.</summary>
    public bool TryRetire()
    {
        lock (_lock)
        {
            if (_busy || State is { Held.Count: > 0 })
                return false;
            return _retired = true;
        }
    }
}
