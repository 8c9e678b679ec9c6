namespace FineTune.Durable.Sqlite.Dispatch;

/// <summary>The instances whose orchestrators stay in memory, by last use.</summary>
internal sealed class LiveInstances(int capacity)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<InstanceActor> _byUse = new();

    /// <summary>Notes a use. Returns an actor that was retired to make room, if one was.</summary>
    public InstanceActor? Touch(InstanceActor actor)
    {
        lock (_lock)
        {
            if (actor.LiveNode is { } node)
                _byUse.Remove(node);
            else
                actor.LiveNode = new LinkedListNode<InstanceActor>(actor);
            _byUse.AddLast(actor.LiveNode);
            return _byUse.Count > capacity ? EvictOldest(actor) : null;
        }
    }

    public void Remove(InstanceActor actor)
    {
        lock (_lock)
        {
            if (actor.LiveNode is { } node)
                _byUse.Remove(node);
            actor.LiveNode = null;
        }
    }

    private InstanceActor? EvictOldest(InstanceActor newest)
    {
        for (LinkedListNode<InstanceActor>? node = _byUse.First; node is not null; node = node.Next)
        {
            if (node.Value == newest || !node.Value.TryRetire())
                continue;
            _byUse.Remove(node);
            node.Value.LiveNode = null;
            return node.Value;
        }

        return null;
    }
}
