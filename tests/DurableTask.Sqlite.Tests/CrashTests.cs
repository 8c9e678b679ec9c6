using DurableTask.Sqlite.Inspection;

namespace DurableTask.Sqlite.Tests;

/// <summary>The service dies at any moment and is started again: results are the same, and only steps in flight run twice.</summary>
public sealed class CrashTests
{
    private const int Each = 12;

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    public async Task Abandon_AtAnyMoment_LosesNothing(int seed, bool strict)
    {
        var random = new Random(seed);
        var log = new KillLog();
        await using TestHub hub = await TestHub.StartAsync(Sagas.App(log.AddAsync), strict);
        await Sagas.StartAsync(hub, Each);

        int kills = 0;
        while (hub.Report().Open.Count > 0)
        {
            Task more = log.After(random.Next(1, 30));
            await hub.UntilAsync(() => more.IsCompleted || hub.Report().Open.Count == 0);
            await hub.CrashAsync();
            log.Forget();
            await hub.RestartAsync(crash: true);
            kills++;
        }

        await Sagas.CheckAsync(hub, Each, log.Lines, kills);
        Assert.InRange(kills, 10, int.MaxValue);
        TaskHubReport report = hub.Report();
        Assert.Equal((0, 0, 0), (report.PendingMessages, report.PendingActivities, report.PendingTimers));
    }

    [Fact]
    public async Task Stop_AtAnyMoment_NothingRunsTwiceThatHadEnded()
    {
        var log = new KillLog();
        await using TestHub hub = await TestHub.StartAsync(Sagas.App(log.AddAsync));
        await Sagas.StartAsync(hub, Each);

        int stops = 0;
        while (hub.Report().Open.Count > 0)
        {
            Task more = log.After(10);
            await hub.UntilAsync(() => more.IsCompleted || hub.Report().Open.Count == 0);
            await hub.StopAsync(crash: false);
            log.Forget();
            await hub.RestartAsync(crash: false);
            stops++;
        }

        await Sagas.CheckAsync(hub, Each, log.Lines, stops);
    }

    /// <summary>What was executed. After a number of further executions the next ones wait: that is the moment of the kill.</summary>
    private sealed class KillLog
    {
        private readonly Lock _lock = new();
        private readonly List<string> _lines = [];
        private int _left;
        private TaskCompletionSource _reached = new();
        private TaskCompletionSource _gate = new();

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_lock)
                    return [.. _lines];
            }
        }

        public Task After(int more)
        {
            lock (_lock)
            {
                _left = more;
                _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                TaskCompletionSource gate = _gate;
                _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                gate.SetResult();
                return _reached.Task;
            }
        }

        /// <summary>What waits belongs to a service that is dead.</summary>
        public void Forget()
        {
            lock (_lock)
            {
                _left = 0;
                _gate.SetCanceled();
                _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        public async Task AddAsync(string line)
        {
            while (!TryAdd(line, out Task gate))
                await gate;
        }

        private bool TryAdd(string line, out Task gate)
        {
            lock (_lock)
            {
                gate = _gate.Task;
                if (_left == 0)
                    return false;
                _lines.Add(line);
                if (--_left == 0)
                    _reached.SetResult();
                return true;
            }
        }
    }
}
