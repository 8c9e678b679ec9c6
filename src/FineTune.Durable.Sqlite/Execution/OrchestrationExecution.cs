using System.Globalization;
using FineTune.Durable.Core.Exceptions;
using FineTune.Durable.Sqlite.History;

namespace FineTune.Durable.Sqlite.Execution;

/// <summary>
/// One orchestrator at work: replayed from its history, then fed new facts turn by turn. Used by one thread at a time.
/// </summary>
internal sealed class OrchestrationExecution
{
    private const int CustomStatusLimit = 16 * 1024;

    private readonly IOrchestratorFunction _function;
    private readonly Payloads _payloads;
    private readonly TurnScheduler _scheduler;
    private readonly Func<ExecutionStarted, EngineOrchestrationContext> _createContext;
    private EngineOrchestrationContext? _context;
    private Task<string?>? _task;
    private DateTime _now;
    private Exception? _replayFailure;
    private volatile bool _foreign;

    /// <param name="function">The orchestrator.</param>
    /// <param name="instanceId">Its instance.</param>
    /// <param name="payloads">Converts values.</param>
    /// <param name="settings">Common settings.</param>
    /// <param name="foreignContinuation">Called, on any thread, when the orchestrator comes back on a thread not its own.</param>
    public OrchestrationExecution(IOrchestratorFunction function, string instanceId, Payloads payloads, ExecutionSettings settings, Action foreignContinuation)
    {
        _function = function;
        _payloads = payloads;
        _scheduler = new TurnScheduler(() =>
        {
            _foreign = true;
            foreignContinuation();
        });
        _createContext = started => new EngineOrchestrationContext(started, instanceId, payloads, settings, _scheduler);
    }

    /// <summary>Feeds the past. What it finds wrong comes out of the next <see cref="Turn"/>.</summary>
    public void Replay(IReadOnlyList<HistoryEvent> past)
    {
        try
        {
            _scheduler.Run(() => Feed(past, replaying: true, accepted: null));
        }
        catch (NonDeterministicOrchestrationException e)
        {
            _replayFailure = e;
        }
    }

    public TurnOutcome Turn(DateTime now, IReadOnlyList<HistoryEvent> facts)
    {
        List<HistoryEvent> accepted = [];
        if (_replayFailure is not null)
            return Broken([.. facts], _replayFailure);

        SetClock(now);
        _scheduler.Run(() => Feed(facts, replaying: false, accepted));

        if (_foreign || IsStuck())
            return Broken(accepted, InvalidAwait.Create());
        if (_context!.CustomStatus is { Length: > CustomStatusLimit / sizeof(char) } status)
            return Broken(accepted, CustomStatusTooLarge(status));

        (List<ActionEvent> actions, List<int> cancelled) = _context.TakeActions();
        return new TurnOutcome(accepted, actions, cancelled, _context.CustomStatus, Ending());
    }

    /// <summary>Left behind by the engine: the orchestrator's next call of its context throws. Safe on any thread.</summary>
    public void Abandon() => _scheduler.Abandon();

    private void Feed(IReadOnlyList<HistoryEvent> events, bool replaying, List<HistoryEvent>? accepted)
    {
        foreach (HistoryEvent fact in events)
        {
            if (_context is not null)
                _context.Replaying = replaying;
            if (Apply(fact, replaying))
                accepted?.Add(fact);
            _scheduler.Drain();
        }
    }

    private bool Apply(HistoryEvent fact, bool replaying)
    {
        switch (fact)
        {
            case OrchestratorStarted turn:
                SetClock(turn.Timestamp);
                return true;
            case ExecutionStarted started when _task is null:
                _context = _createContext(started);
                _context.Replaying = replaying;
                _context.BeginTurn(_now);
                _task = RunAsync(_context);
                return true;
            case ActionEvent action:
                _context!.Confirm(action);
                return true;
            case OutcomeEvent outcome:
                return _context!.Answer(outcome);
            case EventRaised raised:
                _context!.Events.Deliver(raised);
                return true;
            default:
                return fact is ExecutionSuspended or ExecutionResumed;
        }
    }

    private async Task<string?> RunAsync(EngineOrchestrationContext context)
    {
        object? result = await _function.InvokeAsync(context);
        return _payloads.Serialize(result, $"the output of orchestration '{_function.Name}'");
    }

    private void SetClock(DateTime now)
    {
        _now = now;
        _context?.BeginTurn(now);
    }

    /// <summary>Not finished, and nothing durable could ever wake it: it awaits something else.</summary>
    private bool IsStuck() => !_task!.IsCompleted && !_context!.HasOpenCalls && !_context.Events.HasWaiters;

    private Completion? Ending()
    {
        if (!_task!.IsCompleted)
            return null;

        // A finished orchestrator stays Running until its open timers and calls are done, unless it goes on as new.
        bool goesOn = _context!.Next is not null && _task.IsCompletedSuccessfully;
        if (_context.HasOpenCalls && !goesOn)
            return null;
        if (goesOn)
            return new Completion.ContinuedAsNew(_context.Next!, _context.Next!.PreserveEvents ? _context.Events.Unprocessed : []);
        if (_task.IsCompletedSuccessfully)
            return new Completion.Succeeded(_task.Result);

        Exception cause = _task.Exception?.InnerExceptions[0] ?? new TaskCanceledException(_task);
        return new Completion.Failed(FailureInfo.From(cause));
    }

    private static TurnOutcome Broken(List<HistoryEvent> accepted, Exception cause) =>
        new(accepted, [], [], null, new Completion.Failed(FailureInfo.From(cause)));

    private static ArgumentException CustomStatusTooLarge(string status)
    {
        double kilobytes = status.Length * sizeof(char) / 1024.0;
        return new ArgumentException(string.Create(
            CultureInfo.InvariantCulture, $"CustomStatus is too large: limit = 16 KB (UTF-16), actual = {kilobytes:0.00} KB."));
    }
}
