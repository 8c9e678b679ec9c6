using FineTune.Core.Models.Jobs;
using FineTune.Functions.Activities.Training;
using FineTune.Functions.Contracts;
using FineTune.Functions.Contracts.Runs;
using FineTune.Functions.Contracts.Training;
using FineTune.Functions.Orchestrations;
using FineTune.Functions.Tests.Support;
using FineTune.Training.Runs;

namespace FineTune.Functions.Tests.Orchestrations;

public sealed class TrainOrchestratorTests
{
    private static readonly UploadedFiles _ready = Files(ready: true);
    private static readonly CreatedJob _created = new("ftjob-1", null, null);
    private static readonly RunEnd _trained = new(RunState.Running, JobId: "ftjob-1", Model: "ft:1", TrainedTokens: 12_000);
    private readonly ContextMock _context = new();
    private readonly TaskCompletionSource<CancelRequest> _cancel;

    public TrainOrchestratorTests() => _cancel = _context.Event<CancelRequest>($"cancel-{Samples.RunId}");

    [Fact]
    public async Task RunAsync_AllGoesWell_ReturnsTheCandidate()
    {
        _context.Activity(nameof(UploadFiles), Files(ready: false), Files(ready: false), _ready).Activity(nameof(CreateJob), _created)
            .Child(nameof(JobMonitorOrchestrator), Watched(JobState.Succeeded)).Activity(nameof(CollectResults), _trained);

        var end = await TrainOrchestrator.RunAsync(_context.Object, Samples.Plan);

        Assert.Equal(_trained, end);
        Assert.Equal(new CollectInput(Samples.Plan, "ftjob-1"), _context.InputOf<CollectInput>(nameof(CollectResults)));
        var watched = _context.InputOf<MonitorInput>(nameof(JobMonitorOrchestrator));
        Assert.Equal(_context.Now.AddHours(24), watched.Deadline);
        _context.AssertNothingWaits();
    }

    [Fact]
    public async Task RunAsync_FileRefused_IsARefusalAndCreatesNothing()
    {
        _context.Activity(nameof(UploadFiles), _ready with { Refusal = "bad file" });

        var end = await TrainOrchestrator.RunAsync(_context.Object, Samples.Plan);

        Assert.Equal(new RunEnd(RunState.Refused, "bad file"), end);
        _context.AssertNothingWaits();
    }

    [Fact]
    public async Task RunAsync_FilesNeverReady_RefusesAtTheDeadline()
    {
        _context.Activity(nameof(UploadFiles), Files(ready: false));

        var end = await TrainOrchestrator.RunAsync(_context.Object, Samples.Plan with { DeadlineHours = 0.1 });

        Assert.Equal(RunState.Refused, end.State);
        Assert.Contains("did not accept the run's files before the deadline", end.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_CancelledWhileFilesAreChecked_EndsAtOnce()
    {
        _context.TimersWait = true;
        _context.Activity(nameof(UploadFiles), Files(ready: false));
        var running = TrainOrchestrator.RunAsync(_context.Object, Samples.Plan);
        Assert.False(running.IsCompleted);

        _cancel.SetResult(new CancelRequest("Ada", "stop"));

        Assert.Equal(new RunEnd(RunState.Cancelled, "Cancelled by Ada: stop."), await running);
        _context.AssertNothingWaits();
    }

    [Fact]
    public async Task RunAsync_ProviderRefusesTheJob_IsARefusal()
    {
        _context.Activity(nameof(UploadFiles), _ready).Activity(nameof(CreateJob), new CreatedJob(null, null, "no training today"));

        var end = await TrainOrchestrator.RunAsync(_context.Object, Samples.Plan);

        Assert.Equal(new RunEnd(RunState.Refused, "no training today"), end);
    }

    [Fact]
    public async Task RunAsync_JobCannotBeCreatedYet_TriesAgainWhenTold()
    {
        var later = _context.Now.AddMinutes(5);
        _context.Activity(nameof(UploadFiles), _ready).Activity(nameof(CreateJob), new CreatedJob(null, later, null), _created)
            .Child(nameof(JobMonitorOrchestrator), Watched(JobState.Succeeded)).Activity(nameof(CollectResults), _trained);

        var end = await TrainOrchestrator.RunAsync(_context.Object, Samples.Plan);

        Assert.Equal(_trained, end);
        Assert.Equal([later], _context.Timers);
        Assert.False(_context.InputOf<CreateJobInput>(nameof(CreateJob)).FindOnly);
    }

    [Fact]
    public async Task RunAsync_CancelledWhileTheJobIsUncertain_LooksForItAndCreatesNothing()
    {
        _context.TimersWait = true;
        _context.Activity(nameof(UploadFiles), _ready)
            .Activity(nameof(CreateJob), new CreatedJob(null, _context.Now.AddMinutes(5), null), new CreatedJob(null, null, "cancelled before"));
        var running = TrainOrchestrator.RunAsync(_context.Object, Samples.Plan);

        _cancel.SetResult(new CancelRequest("Ada", null));

        Assert.Equal(new RunEnd(RunState.Cancelled, "Cancelled by Ada: no reason given."), await running);
        Assert.True(_context.InputOf<CreateJobInput>(nameof(CreateJob)).FindOnly);
        _context.AssertNothingWaits();
    }

    [Fact]
    public async Task RunAsync_CancelledAndTheLostJobIsFound_TellsTheMonitor()
    {
        _context.TimersWait = true;
        var watching = new TaskCompletionSource<PolledJob>();
        _context.WhenSent = () => watching.SetResult(Watched(JobState.Cancelled));
        _context.Activity(nameof(UploadFiles), _ready)
            .Activity(nameof(CreateJob), new CreatedJob(null, _context.Now.AddMinutes(5), null), _created)
            .Child(nameof(JobMonitorOrchestrator), _ => watching.Task);
        var running = TrainOrchestrator.RunAsync(_context.Object, Samples.Plan);

        _cancel.SetResult(new CancelRequest("Ada", "stop"));
        var end = await running;

        Assert.Equal(RunState.Cancelled, end.State);
        Assert.Equal("ftjob-1", end.JobId);
        Assert.StartsWith("monitor-ftjob-1-", Assert.Single(_context.Sent).Id, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_CancelledWhileTraining_PassesTheRequestOnAndWaitsForTheEnd()
    {
        var watching = new TaskCompletionSource<PolledJob>();
        _context.Activity(nameof(UploadFiles), _ready).Activity(nameof(CreateJob), _created)
            .Child(nameof(JobMonitorOrchestrator), _ => watching.Task);
        var running = TrainOrchestrator.RunAsync(_context.Object, Samples.Plan);
        var request = new CancelRequest("Ada", "stop");

        _cancel.SetResult(request);
        Assert.False(running.IsCompleted);
        watching.SetResult(Watched(JobState.Cancelled) with { TrainedTokens = 77 });
        var end = await running;

        Assert.Equal(new RunEnd(RunState.Cancelled, "Cancelled by Ada: stop.", "ftjob-1", TrainedTokens: 77), end);
        var sent = Assert.Single(_context.Sent);
        Assert.Equal(($"cancel-{Samples.RunId}", (object)request), (sent.Name, sent.Payload));
    }

    [Fact]
    public async Task RunAsync_CancelledByTheDeadline_SaysSo()
    {
        _context.Activity(nameof(UploadFiles), _ready).Activity(nameof(CreateJob), _created)
            .Child(nameof(JobMonitorOrchestrator), Watched(JobState.Cancelled) with { Reason = "deadline" });

        var end = await TrainOrchestrator.RunAsync(_context.Object, Samples.Plan);

        Assert.Equal((RunState.Cancelled, "deadline"), (end.State, end.Reason));
    }

    [Fact]
    public async Task RunAsync_JobFails_TheRunFailsWithTheProvidersReason()
    {
        _context.Activity(nameof(UploadFiles), _ready).Activity(nameof(CreateJob), _created)
            .Child(nameof(JobMonitorOrchestrator), Watched(JobState.Failed) with { Reason = "bad rows" });

        var end = await TrainOrchestrator.RunAsync(_context.Object, Samples.Plan);

        Assert.Equal(new RunEnd(RunState.Failed, "bad rows", "ftjob-1"), end);
    }

    private static UploadedFiles Files(bool ready) => new("file-1", null, ready, null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30));

    private static PolledJob Watched(JobState state) => new(state, state.ToString(), null, null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30));
}
