using Microsoft.DurableTask;
using Moq;

namespace FineTune.Functions.Tests.Support;

/// <summary>
/// A strict mock of the orchestration context: what is not set up fails the test. Timers fire at once and move the clock, unless they are
/// told to wait; events never come, unless they are raised before. Whatever is still waited for when the generation ends is a failure.
/// </summary>
internal sealed class ContextMock
{
    private readonly Mock<TaskOrchestrationContext> _mock = new(MockBehavior.Strict);
    private readonly List<(string What, Task Task)> _waiting = [];
    private int _guids;

    public ContextMock()
    {
        _mock.SetupGet(c => c.CurrentUtcDateTime).Returns(() => Now);
        _mock.Setup(c => c.NewGuid()).Returns(() => new Guid(++_guids, 0, 0, new byte[8]));
        _mock.Setup(c => c.SetCustomStatus(It.IsAny<object?>())).Callback((object? status) => Statuses.Add(status));
        _mock.Setup(c => c.CreateTimer(It.IsAny<TimeSpan>(), It.IsAny<CancellationToken>()))
            .Returns((TimeSpan delay, CancellationToken token) => Timer(Now + delay, token));
        _mock.Setup(c => c.CreateTimer(It.IsAny<DateTime>(), It.IsAny<CancellationToken>()))
            .Returns((DateTime fireAt, CancellationToken token) => Timer(fireAt, token));
        _mock.Setup(c => c.ContinueAsNew(It.IsAny<object?>(), It.IsAny<bool>())).Callback((object? input, bool _) =>
        {
            AssertNothingWaits();
            ContinuedAs = input;
        });
        _mock.Setup(c => c.SendEvent(It.IsAny<string>(), It.IsAny<string>(), It.IsAny<object>()))
            .Callback((string id, string name, object payload) =>
            {
                Sent.Add((id, name, payload));
                WhenSent?.Invoke();
            });
    }

    public TaskOrchestrationContext Object => _mock.Object;

    public DateTime Now { get; set; } = new(2026, 5, 4, 3, 2, 1, DateTimeKind.Utc);

    /// <summary>Timers do not fire.</summary>
    public bool TimersWait { get; set; }

    public Action? WhenSent { get; set; }

    public object? ContinuedAs { get; private set; }

    public List<object?> Statuses { get; } = [];

    public List<DateTime> Timers { get; } = [];

    public List<string> Waiters { get; } = [];

    public List<(string Name, object? Input)> Calls { get; } = [];

    public List<(string Id, string Name, object Payload)> Sent { get; } = [];

    public IEnumerable<string> CallNames => Calls.Select(call => call.Name);

    public T InputOf<T>(string name) => (T)Calls.Last(call => call.Name == name).Input!;

    public ContextMock Activity<T>(string name, params T[] results) => Activity(name, Sequence(results));

    public ContextMock Activity<T>(string name, Func<object?, Task<T>> result)
    {
        _mock.Setup(c => c.CallActivityAsync<T>(It.Is<TaskName>(n => n.Name == name), It.IsAny<object?>(), It.IsAny<TaskOptions?>()))
            .Returns((TaskName _, object? input, TaskOptions? options) =>
            {
                Assert.NotNull(options?.Retry);
                Calls.Add((name, input));
                return result(input);
            });
        return this;
    }

    /// <summary>An activity without a result.</summary>
    public ContextMock Activity(string name)
    {
        _mock.Setup(c => c.CallActivityAsync(It.Is<TaskName>(n => n.Name == name), It.IsAny<object?>(), It.IsAny<TaskOptions?>()))
            .Returns((TaskName _, object? input, TaskOptions? options) =>
            {
                Assert.NotNull(options?.Retry);
                Calls.Add((name, input));
                return Task.CompletedTask;
            });
        return this;
    }

    public ContextMock Child<T>(string name, params T[] results) => Child(name, Sequence(results));

    public ContextMock Child<T>(string name, Func<object?, Task<T>> result)
    {
        _mock.Setup(c => c.CallSubOrchestratorAsync<T>(It.Is<TaskName>(n => n.Name == name), It.IsAny<object?>(), It.IsAny<TaskOptions?>()))
            .Returns((TaskName _, object? input, TaskOptions? _) =>
            {
                Calls.Add((name, input));
                return result(input);
            });
        return this;
    }

    /// <summary>An event that may be waited for. Complete the source to raise it; it stays unraised otherwise.</summary>
    public TaskCompletionSource<T> Event<T>(string name)
    {
        var raised = new TaskCompletionSource<T>();
        _mock.Setup(c => c.WaitForExternalEvent<T>(name, It.IsAny<CancellationToken>()))
            .Returns((string _, CancellationToken token) =>
            {
                Waiters.Add(name);
                return Wait($"event {name}", raised.Task, token);
            });
        return raised;
    }

    public static TaskFailedException Failure(string task, string message) => new(task, 0, new InvalidOperationException(message));

    /// <summary>Real hosts keep an instance Running, or refuse to continue as new, while something is waited for.</summary>
    public void AssertNothingWaits() => Assert.Empty(_waiting.Where(w => !w.Task.IsCompleted).Select(w => w.What));

    private Task Timer(DateTime fireAt, CancellationToken token)
    {
        Timers.Add(fireAt);
        if (TimersWait)
        {
            return Wait($"timer {fireAt:O}", new TaskCompletionSource<bool>().Task, token);
        }

        Now = fireAt > Now ? fireAt : Now;
        return Task.CompletedTask;
    }

    private async Task<T> Wait<T>(string what, Task<T> task, CancellationToken token)
    {
        var waiting = task.WaitAsync(token);
        _waiting.Add((what, waiting));
        return await waiting;
    }

    private static Func<object?, Task<T>> Sequence<T>(T[] results)
    {
        var next = 0;
        return _ => Task.FromResult(results[Math.Min(next++, results.Length - 1)]);
    }
}
