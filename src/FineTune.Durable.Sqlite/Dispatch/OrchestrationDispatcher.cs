using System.Collections.Concurrent;
using FineTune.Durable.Sqlite.Execution;
using FineTune.Durable.Sqlite.History;
using FineTune.Durable.Sqlite.Storage;
using Microsoft.Extensions.Logging;

namespace FineTune.Durable.Sqlite.Dispatch;

/// <summary>
/// Runs the turns of all instances on a few threads. A thread runs orchestrator code only: it hands the turn to the writer
/// and takes the next instance; the commit wakes what follows from it.
/// </summary>
internal sealed class OrchestrationDispatcher : IDisposable
{
    /// <summary>Turns that may wait for their commit. More would only hold memory: the writer takes no more at once.</summary>
    private const int MaxWaitingCommits = 1024;

    private readonly SqliteDurableEngineOptions _options;
    private readonly SqliteDatabase _database;
    private readonly TurnProcessor _processor;
    private readonly InstanceWaiters _waiters;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<long, InstanceActor> _actors = new();
    private readonly LiveInstances _live;
    private readonly TurnThreads _threads;
    private readonly SemaphoreSlim _commits = new(MaxWaitingCommits);
    private readonly IdleMemory _memory;
    private int _turnsUnderWay;
    private volatile bool _stopped;

    public OrchestrationDispatcher(SqliteDurableEngineOptions options, SqliteDatabase database, TurnProcessor processor, InstanceWaiters waiters, ILogger logger)
    {
        _options = options;
        _database = database;
        _processor = processor;
        _waiters = waiters;
        _logger = logger;
        _live = new LiveInstances(options.MaxLiveInstances);
        _threads = new TurnThreads(options.MaxConcurrentOrchestrations, options.FunctionTimeout, options.TimeoutClock, RunTurn, WriteOff);
        _memory = new IdleMemory(options.TimeoutClock, () => Volatile.Read(ref _turnsUnderWay) == 0);
    }

    /// <summary>Set before start: they take work that a commit made durable.</summary>
    public ActivityDispatcher Activities { private get; set; } = null!;

    public TimerQueue Timers { private get; set; } = null!;

    public void Start() => _threads.Start();

    public void Post(Delivery delivery)
    {
        while (true)
        {
            InstanceActor actor = _actors.GetOrAdd(delivery.Instance, static key => new InstanceActor(key));
            if (actor.TryPost(delivery.Message, out bool wake))
            {
                if (wake)
                    Schedule(actor);
                return;
            }

            _actors.TryRemove(new KeyValuePair<long, InstanceActor>(delivery.Instance, actor));
        }
    }

    /// <summary>Ends the threads after the turns under way. With <paramref name="drain"/>, only when no turn is left to run.</summary>
    public void Stop(bool drain)
    {
        if (drain)
            SpinWait.SpinUntil(() => Volatile.Read(ref _turnsUnderWay) == 0, TimeSpan.FromSeconds(10));
        _stopped = true;
        _commits.Release(int.MaxValue / 2);
        _threads.Stop();
    }

    public void Dispose()
    {
        _memory.Dispose();
        _threads.Dispose();
        _commits.Dispose();
    }

    private void Schedule(InstanceActor actor)
    {
        Interlocked.Increment(ref _turnsUnderWay);
        _threads.Enqueue(actor);
    }

    /// <summary>Runs the orchestrator's code; what it returns hands the turn to the writer.</summary>
    private Action RunTurn(InstanceActor actor)
    {
        try
        {
            TurnPlan? plan = _processor.Process(actor, actor.Take());
            if (plan is null)
                return () => Finish(actor, retire: actor.State?.Live is null && actor.State is not { Held.Count: > 0 });
            var commit = new TurnCommit(actor, plan, AfterCommit, AfterFailure);
            return () => Commit(commit);
        }
#pragma warning disable CA1031 // The thread serves all instances; what went wrong with one stays with it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return () => Drop(actor, e);
        }
    }

    private void Commit(TurnCommit commit)
    {
        try
        {
            _commits.Wait();
            _database.Enqueue(commit);
        }
        catch (InvalidOperationException e)
        {
            Drop(commit.Actor, e);
        }
    }

    /// <summary>The turn does not end: its thread and what it works on are left behind, and the instance fails.</summary>
    private void WriteOff(InstanceActor actor)
    {
        var cause = new FunctionTimeoutException(
            $"Timeout value of {_options.FunctionTimeout:c} was exceeded by an orchestrator within one turn. Look for an endless loop, a blocking call or heavy work in its code.");
        try
        {
            actor.State?.Live?.Abandon();
            actor.State = null;
            if (_processor.Fail(actor, cause) is { } plan)
                Commit(new TurnCommit(actor, plan, AfterCommit, AfterFailure));
            else
                Finish(actor, retire: true);
        }
#pragma warning disable CA1031 // On a timer's thread: nothing may escape.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Drop(actor, e);
        }
    }

    /// <summary>On the writer's thread, in the order of the commits.</summary>
    private void AfterCommit(TurnCommit commit)
    {
        _commits.Release();
        TurnPlan plan = commit.Plan;
        InstanceState state = plan.State;
        bool statusChanged = state.Status != plan.Status;
        (state.Status, state.Output, state.CustomStatus, state.Held) = (plan.Status, plan.Output, plan.CustomStatus, [.. commit.Held]);
        state.Events += commit.EventCount;

        StartActions(plan);
        if (plan.Completion is Completion.ContinuedAsNew again)
            NextRound(commit, again);
        else if (state.IsStarted)
            state.Input = null;
        commit.Deliveries.ForEach(Post);
        if (statusChanged)
            _waiters.Notify(state.Id);

        if (plan.IsTerminal || _options.StrictReplay)
            state.Live = null;
        if (plan.IsTerminal)
            commit.Actor.State = null;
        Finish(commit.Actor, retire: plan.IsTerminal || (state.Live is null && state.Held.Count == 0));
    }

    private void StartActions(TurnPlan plan)
    {
        InstanceState state = plan.State;
        foreach (ActionEvent action in plan.Actions)
        {
            if (action is TaskScheduled task)
                Activities.Enqueue(new ActivityWork(state.Key, state.Id, state.Execution, task.Id, task.Name, task.Input));
            else if (action is TimerCreated timer && plan.Completion is null && !plan.CancelledTimers.Contains(timer.Id))
                Timers.Add(state.Key, state.Execution, timer.Id, timer.FireAt);
        }

        foreach (int id in plan.CancelledTimers.Where(id => !plan.Actions.Exists(action => action.Id == id)))
            Timers.Cancel(state.Key, state.Execution, id);
    }

    private static void NextRound(TurnCommit commit, Completion.ContinuedAsNew again)
    {
        InstanceState state = commit.Plan.State;
        state.Execution++;
        state.Events = 0;
        state.Version = again.Next.Version;
        state.Input = again.Next.Input;
        state.Live = null;
        commit.Actor.PostFirst(commit.ToSelf);
    }

    private void AfterFailure(TurnCommit commit, Exception exception)
    {
        _commits.Release();
        Drop(commit.Actor, exception);
    }

    private void Finish(InstanceActor actor, bool retire)
    {
        if (actor.Finish(retire, out bool retired))
            Schedule(actor);

        if (retired)
        {
            _live.Remove(actor);
            _actors.TryRemove(new KeyValuePair<long, InstanceActor>(actor.Key, actor));
        }
        else if (!_options.StrictReplay && _live.Touch(actor) is { } evicted)
        {
            _actors.TryRemove(new KeyValuePair<long, InstanceActor>(evicted.Key, evicted));
        }

        Interlocked.Decrement(ref _turnsUnderWay);
        _memory.TurnEnded();
    }

    /// <summary>A turn that could not be run or written: nothing of it counts, and the instance waits for the next start.</summary>
    private void Drop(InstanceActor actor, Exception exception)
    {
        if (!_stopped && exception is not ObjectDisposedException)
            _logger.LogCritical(exception, "A turn of instance {InstanceId} could not be carried out. The instance is as it was before; it goes on when the engine is started again.", actor.State?.Id ?? $"#{actor.Key}");
        actor.State = null;
        _live.Remove(actor);
        Interlocked.Decrement(ref _turnsUnderWay);
    }
}
