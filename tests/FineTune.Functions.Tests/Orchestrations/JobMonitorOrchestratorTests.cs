using FineTune.Core.Models.Jobs;
using FineTune.Functions.Activities.Training;
using FineTune.Functions.Contracts;
using FineTune.Functions.Contracts.Training;
using FineTune.Functions.Orchestrations;
using FineTune.Functions.Tests.Support;

namespace FineTune.Functions.Tests.Orchestrations;

public sealed class JobMonitorOrchestratorTests
{
    private static readonly DateTime _deadline = new(2026, 5, 5, 0, 0, 0, DateTimeKind.Utc);
    private static readonly MonitorInput _input = new(Samples.RunId, "main", "ftjob-1", _deadline);
    private readonly ContextMock _context = new();
    private readonly TaskCompletionSource<CancelRequest> _cancel;

    public JobMonitorOrchestratorTests()
    {
        _cancel = _context.Event<CancelRequest>($"cancel-{Samples.RunId}");
        _context.Activity(nameof(CancelJob));
    }

    [Theory]
    [InlineData(JobState.Succeeded)]
    [InlineData(JobState.Failed)]
    [InlineData(JobState.Cancelled)]
    public async Task RunAsync_JobEnded_ReturnsItAtOnce(JobState state)
    {
        _context.Activity(nameof(PollJob), Poll(state));

        var job = await JobMonitorOrchestrator.RunAsync(_context.Object, _input);

        Assert.Equal(state, job.State);
        Assert.Empty(_context.Timers);
        _context.AssertNothingWaits();
    }

    [Fact]
    public async Task RunAsync_JobRuns_PausesGrowUntilItEnds()
    {
        _context.Activity(nameof(PollJob), Poll(JobState.Waiting), Poll(JobState.Running), Poll(JobState.Running), Poll(JobState.Succeeded));
        var start = _context.Now;

        var job = await JobMonitorOrchestrator.RunAsync(_context.Object, _input);

        Assert.Equal(JobState.Succeeded, job.State);
        Assert.Equal([2, 5, 9.5], _context.Timers.Select(fireAt => (fireAt - start).TotalSeconds));
        Assert.DoesNotContain(nameof(CancelJob), _context.CallNames);
    }

    [Fact]
    public async Task RunAsync_TenPolls_ContinuesAsNewWithNothingPending()
    {
        _context.Activity(nameof(PollJob), Poll(JobState.Running));

        await JobMonitorOrchestrator.RunAsync(_context.Object, _input with { Polls = 10 });

        Assert.Equal(_input with { Polls = 20 }, _context.ContinuedAs);
        Assert.Equal(10, _context.Calls.Count);
        _context.AssertNothingWaits();
    }

    [Fact]
    public async Task RunAsync_ManyPolls_HasOneWaiterSoThatNoCancelledOneEatsTheEvent()
    {
        _context.Activity(nameof(PollJob), Poll(JobState.Running));

        await JobMonitorOrchestrator.RunAsync(_context.Object, _input);

        Assert.Single(_context.Waiters);
    }

    [Fact]
    public async Task RunAsync_CancelWhileAsleep_PassesItOnAndSaysWho()
    {
        var polls = 0;
        _context.TimersWait = true;
        _context.Activity(nameof(PollJob), _ => Task.FromResult(Poll(polls++ == 0 ? JobState.Running : JobState.Cancelled)));
        var running = JobMonitorOrchestrator.RunAsync(_context.Object, _input);
        Assert.False(running.IsCompleted);

        _cancel.SetResult(new CancelRequest("Ada", "wrong data"));
        var job = await running;

        Assert.Equal("Cancelled by Ada: wrong data.", job.Reason);
        Assert.Equal([nameof(PollJob), nameof(CancelJob), nameof(PollJob)], _context.CallNames);
        Assert.Equal(new PollJobInput("main", "ftjob-1"), _context.InputOf<PollJobInput>(nameof(CancelJob)));
        _context.AssertNothingWaits();
    }

    [Fact]
    public async Task RunAsync_CancelledJobStillRuns_SleepsBetweenPollsAndCancelsOnce()
    {
        _cancel.SetResult(new CancelRequest(null, null));
        _context.Activity(nameof(PollJob), Poll(JobState.Running), Poll(JobState.Running), Poll(JobState.Running), Poll(JobState.Cancelled));

        var job = await JobMonitorOrchestrator.RunAsync(_context.Object, _input);

        Assert.Equal("Cancelled by a person: no reason given.", job.Reason);
        Assert.Single(_context.CallNames, nameof(CancelJob));
        Assert.Equal(3, _context.Timers.Count);
    }

    [Fact]
    public async Task RunAsync_CancelCameTooLate_ReturnsTheSucceededJob()
    {
        _cancel.SetResult(new CancelRequest("Ada", "too late"));
        _context.Activity(nameof(PollJob), Poll(JobState.Running), Poll(JobState.Succeeded));

        var job = await JobMonitorOrchestrator.RunAsync(_context.Object, _input);

        Assert.Equal(JobState.Succeeded, job.State);
        Assert.Null(job.Reason);
    }

    [Fact]
    public async Task RunAsync_DeadlinePassed_CancelsAndSaysSo()
    {
        _context.Now = _deadline.AddSeconds(-1);
        _context.Activity(nameof(PollJob), Poll(JobState.Running), Poll(JobState.Cancelled));

        var job = await JobMonitorOrchestrator.RunAsync(_context.Object, _input);

        Assert.Contains("deadline (2026-05-05 00:00:00Z)", job.Reason, StringComparison.Ordinal);
        Assert.Single(_context.CallNames, nameof(CancelJob));
    }

    private static PolledJob Poll(JobState state) =>
        new(state, state.ToString(), null, null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30));
}
