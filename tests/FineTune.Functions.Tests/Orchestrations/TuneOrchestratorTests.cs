using FineTune.Functions.Activities.Registering;
using FineTune.Functions.Activities.Runs;
using FineTune.Functions.Contracts;
using FineTune.Functions.Contracts.Runs;
using FineTune.Functions.Orchestrations;
using FineTune.Functions.Tests.Support;
using FineTune.Training.Runs;

namespace FineTune.Functions.Tests.Orchestrations;

public sealed class TuneOrchestratorTests
{
    private static readonly TuneInput _input = new(Samples.Lineage, 2);
    private static readonly RunEnd _trained = new(RunState.Running, JobId: "ftjob-1", Model: "ft:1", TrainedTokens: 12_000);
    private static readonly CancelRequest _stop = new("Ada", "stop");
    private readonly ContextMock _context = new();
    private readonly TaskCompletionSource<CancelRequest> _cancel;
    private readonly TaskCompletionSource<ApprovalDecision> _decision;

    public TuneOrchestratorTests()
    {
        _cancel = _context.Event<CancelRequest>($"cancel-{Samples.RunId}");
        _decision = _context.Event<ApprovalDecision>($"approval-{Samples.RunId}");
        _context.Activity(nameof(FinishRun)).Activity(nameof(MarkRun))
            .Activity(nameof(PlanRun), new PlanResult(Samples.Plan, null))
            .Activity<string?>(nameof(CheckRun), (string?)null)
            .Child(nameof(TrainOrchestrator), _trained)
            .Child(nameof(DeployOrchestrator), _trained)
            .Child(nameof(EvaluateOrchestrator), _trained)
            .Activity(nameof(RegisterModel), 3);
    }

    private RunEnd End => _context.InputOf<FinishInput>(nameof(FinishRun)).End;

    [Theory]
    [InlineData(null)]
    [InlineData("The settings are refused.")]
    public async Task RunAsync_NothingToPlan_EndsWithTheReason(string? blocked)
    {
        _context.Activity(nameof(PlanRun), new PlanResult(null, blocked));

        var result = await TuneOrchestrator.RunAsync(_context.Object, _input);

        Assert.Equal(new TuneResult(Samples.Lineage, 2, blocked), result);
        Assert.Null(_context.ContinuedAs);
        Assert.Empty(_context.Waiters);
    }

    [Fact]
    public async Task RunAsync_AllGoesWell_RegistersAndLooksForMore()
    {
        await TuneOrchestrator.RunAsync(_context.Object, _input);

        Assert.Equal(
            [nameof(PlanRun), nameof(CheckRun), nameof(TrainOrchestrator), nameof(DeployOrchestrator), nameof(EvaluateOrchestrator), nameof(RegisterModel), nameof(FinishRun)],
            _context.CallNames);
        Assert.Equal(_trained with { State = RunState.Registered, Version = 3 }, End);
        Assert.Equal(_input with { Runs = 3 }, _context.ContinuedAs);
        _context.AssertNothingWaits();
    }

    [Fact]
    public async Task RunAsync_PreflightRefuses_TrainsNothingAndFinishes()
    {
        _context.Activity<string?>(nameof(CheckRun), "The budget is too small.");

        await TuneOrchestrator.RunAsync(_context.Object, _input);

        Assert.Equal(new RunEnd(RunState.Refused, "The budget is too small."), End);
        Assert.DoesNotContain(nameof(TrainOrchestrator), _context.CallNames);
        Assert.NotNull(_context.ContinuedAs);
    }

    [Theory]
    [InlineData(nameof(TrainOrchestrator), RunState.Failed)]
    [InlineData(nameof(TrainOrchestrator), RunState.Cancelled)]
    [InlineData(nameof(DeployOrchestrator), RunState.Failed)]
    [InlineData(nameof(EvaluateOrchestrator), RunState.Refused)]
    public async Task RunAsync_StageEndsTheRun_FinishesWithItsEndAndRegistersNothing(string stage, RunState state)
    {
        var end = _trained with { State = state, Reason = "so" };
        _context.Child(stage, end);

        await TuneOrchestrator.RunAsync(_context.Object, _input);

        Assert.Equal(end, End);
        Assert.DoesNotContain(nameof(RegisterModel), _context.CallNames);
        Assert.Equal(stage, _context.CallNames.SkipLast(1).Last());
    }

    [Fact]
    public async Task RunAsync_CancelledWhileTraining_TellsTheChildAndFinishesAsItEnds()
    {
        var training = new TaskCompletionSource<RunEnd>();
        _context.Child(nameof(TrainOrchestrator), _ => training.Task);
        _context.WhenSent = () => training.SetResult(new RunEnd(RunState.Cancelled, "Cancelled by Ada: stop.", "ftjob-1"));
        var running = TuneOrchestrator.RunAsync(_context.Object, _input);

        _cancel.SetResult(_stop);
        await running;

        Assert.Equal(RunState.Cancelled, End.State);
        Assert.StartsWith($"train-{Samples.RunId}-", Assert.Single(_context.Sent).Id, StringComparison.Ordinal);
        _context.AssertNothingWaits();
    }

    [Theory]
    [InlineData(nameof(TrainOrchestrator))]
    [InlineData(nameof(DeployOrchestrator))]
    [InlineData(nameof(EvaluateOrchestrator))]
    public async Task RunAsync_CancelledDuringAStageThatPasses_EndsCancelledWithTheJobKept(string stage)
    {
        _context.Child(stage, _ =>
        {
            _cancel.SetResult(_stop);
            return Task.FromResult(_trained);
        });

        await TuneOrchestrator.RunAsync(_context.Object, _input);

        Assert.Equal(_trained with { State = RunState.Cancelled, Reason = "Cancelled by Ada: stop." }, End);
        Assert.DoesNotContain(nameof(RegisterModel), _context.CallNames);
    }

    [Fact]
    public async Task RunAsync_Approved_Registers()
    {
        AskForApproval();
        _decision.SetResult(new ApprovalDecision(true, "Ada", null));

        await TuneOrchestrator.RunAsync(_context.Object, _input);

        Assert.Equal(RunState.Registered, End.State);
        Assert.Equal((RunState.AwaitingApproval, "approval"), Marked());
        _context.AssertNothingWaits();
    }

    [Theory]
    [InlineData("Ada", "too terse", "Rejected by Ada: too terse.")]
    [InlineData(null, null, "Rejected by a person: no comment.")]
    public async Task RunAsync_Rejected_IsARefusalWithTheComment(string? by, string? comment, string reason)
    {
        AskForApproval();
        _decision.SetResult(new ApprovalDecision(false, by, comment));

        await TuneOrchestrator.RunAsync(_context.Object, _input);

        Assert.Equal((RunState.Refused, reason), (End.State, End.Reason));
        _context.AssertNothingWaits();
    }

    [Fact]
    public async Task RunAsync_NobodyAnswersInTime_HoldsTheRun()
    {
        AskForApproval();
        _context.TimersWait = false;
        var asked = _context.Now;

        await TuneOrchestrator.RunAsync(_context.Object, _input);

        Assert.Equal(RunState.Held, End.State);
        Assert.Contains("within 7 days", End.Reason, StringComparison.Ordinal);
        Assert.Equal([asked.AddDays(7)], _context.Timers);
        _context.AssertNothingWaits();
    }

    [Fact]
    public async Task RunAsync_CancelledWhileAsked_IsCancelled()
    {
        AskForApproval();
        var running = TuneOrchestrator.RunAsync(_context.Object, _input);
        Assert.False(running.IsCompleted);

        _cancel.SetResult(_stop);
        await running;

        Assert.Equal((RunState.Cancelled, "Cancelled by Ada: stop."), (End.State, End.Reason));
        _context.AssertNothingWaits();
    }

    [Fact]
    public async Task RunAsync_StageBreaks_MarksTheRunAndFails()
    {
        _context.Child<RunEnd>(nameof(EvaluateOrchestrator), _ => throw ContextMock.Failure(nameof(EvaluateOrchestrator), "disk full"));

        await Assert.ThrowsAsync<Microsoft.DurableTask.TaskFailedException>(() => TuneOrchestrator.RunAsync(_context.Object, _input));

        Assert.Equal((RunState.Failed, "interrupted"), Marked());
        Assert.DoesNotContain(nameof(FinishRun), _context.CallNames);
    }

    [Fact]
    public async Task RunAsync_AnyStage_StatusNamesTheRunAndStaysSmall()
    {
        await TuneOrchestrator.RunAsync(_context.Object, _input);

        var stages = _context.Statuses.Cast<StageStatus>().ToList();
        Assert.Equal(["plan", "preflight", "train", "deploy", "evaluate", "register", "finish"], stages.Select(status => status.Stage));
        Assert.All(stages.Skip(1), status => Assert.Equal(Samples.RunId, status.RunId));
    }

    private void AskForApproval()
    {
        _context.TimersWait = true;
        _context.Activity(nameof(PlanRun), new PlanResult(Samples.WithApproval, null));
    }

    private (RunState State, string Stage) Marked()
    {
        var mark = _context.InputOf<MarkInput>(nameof(MarkRun));
        return (mark.State, mark.Stage);
    }
}
