using FineTune.Core.Lineages;
using FineTune.Core.Models.Jobs;
using FineTune.Functions.Activities.Evaluation;
using FineTune.Functions.Activities.Generation;
using FineTune.Functions.Activities.Judging;
using FineTune.Functions.Activities.Training;
using FineTune.Functions.Contracts.Batches;
using FineTune.Functions.Contracts.Evaluation;
using FineTune.Functions.Contracts.Runs;
using FineTune.Functions.Contracts.Synthesis;
using FineTune.Functions.Contracts.Training;
using FineTune.Functions.Orchestrations;
using FineTune.Functions.Tests.Support;
using FineTune.Synthesis.Planning;
using FineTune.Training.Runs;

namespace FineTune.Functions.Tests.Orchestrations;

/// <summary>The orchestrators of one stage: synthesis, deployment, evaluation.</summary>
public sealed class StageOrchestratorTests
{
    private static readonly RunEnd _trained = new(RunState.Running, JobId: "ftjob-1", Model: "ft:1");
    private static readonly RunPlan _plan = Samples.Plan with { HeldOut = [new HeldOutSet(HeldOutKind.Validation, Samples.DatasetId, 50), new HeldOutSet(HeldOutKind.Retention, "aa", 20)] };
    private static readonly TimeSpan _first = TimeSpan.FromSeconds(2);
    private readonly ContextMock _context = new();

    [Fact]
    public async Task Synthesize_MoreWindowsThanAGroup_ContinuesAsNewWithTheTotals()
    {
        _context.Child(nameof(SynthesizeWindowOrchestrator), new SynthesisTotals(5, 3, 1, 1, 0.25m, null));
        var input = Synthesis(next: 0, windows: 20);

        await SynthesizeOrchestrator.RunAsync(_context.Object, input);

        Assert.Equal(8, _context.Calls.Count);
        Assert.All(_context.Calls, call => Assert.Equal(8, ((WindowInput)call.Input!).InFlight));
        Assert.Equal(input with { Next = 8, Totals = new SynthesisTotals(40, 24, 8, 8, 2m, null) }, _context.ContinuedAs);
    }

    [Fact]
    public async Task Synthesize_LastGroup_ReturnsAllTotals()
    {
        _context.Child(nameof(SynthesizeWindowOrchestrator), new SynthesisTotals(5, 3, 1, 1, 0.25m, null));

        var totals = await SynthesizeOrchestrator.RunAsync(_context.Object, Synthesis(next: 16, windows: 20) with { Totals = new SynthesisTotals(1, 1, 0, 0, 0, null) });

        Assert.Equal(new SynthesisTotals(21, 13, 4, 4, 1m, null), totals);
        Assert.Equal([16, 17, 18, 19], _context.Calls.Select(call => ((WindowInput)call.Input!).Window.Number));
        Assert.Null(_context.ContinuedAs);
    }

    [Fact]
    public async Task Synthesize_AWindowMeetsTheBudget_EndsTheStageAfterItsGroup()
    {
        _context.Child(nameof(SynthesizeWindowOrchestrator), SynthesisTotals.None, SynthesisTotals.None with { Stopped = "cap" }, SynthesisTotals.None);

        var totals = await SynthesizeOrchestrator.RunAsync(_context.Object, Synthesis(next: 0, windows: 20));

        Assert.Equal("cap", totals.Stopped);
        Assert.Equal(8, _context.Calls.Count);
        Assert.Null(_context.ContinuedAs);
    }

    [Fact]
    public async Task Synthesize_WithBatches_GeneratesAllThenJudgesAllExceptWhatWasStopped()
    {
        _context.Child(nameof(BatchCallsOrchestrator), BatchCallsEnd.Over)
            .Child(nameof(SynthesizeWindowOrchestrator), input => Task.FromResult(
                SynthesisTotals.None with { Stopped = ((WindowInput)input!) is { Work: WindowWork.Generate, Window.Number: 3 } ? "cap" : null, Kept = 1 }));
        var settings = Samples.Settings with { Batch = BatchMode.Always };
        var input = Synthesis(next: 0, windows: 2) with { Settings = settings, Plan = new SynthesisPlan(2, 2, 100) };

        var totals = await SynthesizeOrchestrator.RunAsync(_context.Object, input);

        Assert.Equal("cap", totals.Stopped);
        var batches = _context.Calls.Where(call => call.Name == nameof(BatchCallsOrchestrator)).Select(call => (BatchCallsInput)call.Input!).ToList();
        Assert.Equal([BatchCallKind.Calls, BatchCallKind.Verdicts], batches.Select(batch => batch.Kind));
        Assert.Equal([[2, 3], [0, 1, 2]], batches.Select(batch => batch.Windows.Select(window => window.Window.Number).ToArray()));
        Assert.All(batches, batch => Assert.Equal(_context.Now.AddHours(24), batch.Deadline));
        Assert.Equal(
            [(2, WindowWork.Generate), (3, WindowWork.Generate), (0, WindowWork.Judge), (1, WindowWork.Judge), (2, WindowWork.Judge)],
            _context.Calls.Select(call => call.Input).OfType<WindowInput>().Select(window => (window.Window.Number, window.Work)));
    }

    [Fact]
    public async Task Synthesize_BatchesInsistedOnWhereThereAreNone_StopsWithTheReason()
    {
        _context.Child(nameof(BatchCallsOrchestrator), new BatchCallsEnd("takes none"));

        var totals = await SynthesizeOrchestrator.RunAsync(_context.Object, Synthesis(0, 2) with { Settings = Samples.Settings with { Batch = BatchMode.Always } });

        Assert.Equal("takes none", totals.Stopped);
        Assert.Single(_context.Calls);
    }

    [Fact]
    public async Task SynthesizeWindow_OneStepOnly_DoesThatStep()
    {
        _context.Activity(nameof(GenerateWindow), Done(SynthesisTotals.None)).Activity(nameof(JudgeWindow), Done(SynthesisTotals.None));

        await SynthesizeWindowOrchestrator.RunAsync(_context.Object, Window(WindowKind.Generate) with { Work = WindowWork.Generate });
        await SynthesizeWindowOrchestrator.RunAsync(_context.Object, Window(WindowKind.Generate) with { Work = WindowWork.Judge });

        Assert.Equal([nameof(GenerateWindow), nameof(JudgeWindow)], _context.CallNames);
    }

    [Fact]
    public async Task SynthesizeWindow_Generating_GeneratesUntilCompleteThenJudges()
    {
        _context.Activity(nameof(GenerateWindow), new WindowProgress(false, SynthesisTotals.None), Done(SynthesisTotals.None with { Generated = 9, CostUsd = 1 }))
            .Activity(nameof(JudgeWindow), Done(SynthesisTotals.None with { Kept = 7, BelowThreshold = 2, CostUsd = 2 }));

        var totals = await SynthesizeWindowOrchestrator.RunAsync(_context.Object, Window(WindowKind.Generate));

        Assert.Equal(new SynthesisTotals(9, 7, 2, 0, 3, null), totals);
        Assert.Equal([nameof(GenerateWindow), nameof(GenerateWindow), nameof(JudgeWindow)], _context.CallNames);
    }

    [Fact]
    public async Task SynthesizeWindow_DropWindow_OnlyJudges()
    {
        _context.Activity(nameof(JudgeWindow), Done(SynthesisTotals.None with { Kept = 50 }));

        await SynthesizeWindowOrchestrator.RunAsync(_context.Object, Window(WindowKind.Drop));

        Assert.Equal([nameof(JudgeWindow)], _context.CallNames);
    }

    [Fact]
    public async Task SynthesizeWindow_TeacherStops_DoesNotJudge()
    {
        _context.Activity(nameof(GenerateWindow), Done(SynthesisTotals.None with { Stopped = "quota" }));

        var totals = await SynthesizeWindowOrchestrator.RunAsync(_context.Object, Window(WindowKind.Generate));

        Assert.Equal("quota", totals.Stopped);
    }

    [Fact]
    public async Task SynthesizeWindow_JudgingOff_OnlyGenerates()
    {
        _context.Activity(nameof(GenerateWindow), Done(SynthesisTotals.None));
        var input = Window(WindowKind.Generate);

        await SynthesizeWindowOrchestrator.RunAsync(_context.Object, input with { Settings = input.Settings with { Judging = new JudgingSettings { Enabled = false } } });

        Assert.Single(_context.Calls);
    }

    [Fact]
    public async Task SynthesizeWindow_NeverComplete_FailsWithAdvice()
    {
        _context.Activity(nameof(JudgeWindow), new WindowProgress(false, SynthesisTotals.None));

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => SynthesizeWindowOrchestrator.RunAsync(_context.Object, Window(WindowKind.Drop)));

        Assert.Contains("did not finish in 60 passes", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deploy_NotNeeded_PassesTheCandidateOn()
    {
        _context.Activity(nameof(DeployModel), Deployed(JobState.Succeeded, name: null));

        Assert.Equal(_trained, await DeployOrchestrator.RunAsync(_context.Object, new DeployInput(_plan, _trained)));
    }

    [Fact]
    public async Task Deploy_TakesAWhile_PollsUntilItStands()
    {
        _context.Activity(nameof(DeployModel), Deployed(JobState.Waiting), Deployed(JobState.Running), Deployed(JobState.Succeeded));

        var end = await DeployOrchestrator.RunAsync(_context.Object, new DeployInput(_plan, _trained));

        Assert.Equal(_trained with { Deployment = "dep" }, end);
        Assert.Equal(2, _context.Timers.Count);
    }

    [Fact]
    public async Task Deploy_Fails_TheRunFailsAndKeepsWhatWasPaid()
    {
        _context.Activity(nameof(DeployModel), Deployed(JobState.Failed));

        var end = await DeployOrchestrator.RunAsync(_context.Object, new DeployInput(_plan, _trained));

        Assert.Equal((RunState.Failed, "dep", "ft:1"), (end.State, end.Deployment, end.Model));
    }

    [Fact]
    public async Task Deploy_NeverStands_GivesUp()
    {
        _context.Activity(nameof(DeployModel), Deployed(JobState.Running));

        var end = await DeployOrchestrator.RunAsync(_context.Object, new DeployInput(_plan, _trained));

        Assert.Equal(RunState.Failed, end.State);
        Assert.Equal(121, _context.Calls.Count);
    }

    [Fact]
    public async Task Evaluate_AllWindowsPlayed_AsksTheGate()
    {
        var passed = _trained with { Evaluation = new(7, 6, 5, 1, 2, 0, "win") };
        _context.Activity(nameof(EvaluateWindow), Played()).Activity(nameof(CompareModels), passed);

        var end = await EvaluateOrchestrator.RunAsync(_context.Object, new EvaluateInput(_plan, _trained with { Deployment = "dep" }));

        Assert.Equal(passed, end);
        var windows = _context.InputOf<CompareInput>(nameof(CompareModels)).Windows;
        Assert.Equal([HeldOutKind.Validation, HeldOutKind.Retention], windows.Select(window => window.Kind));
        Assert.All(_context.Calls.SkipLast(1), call => Assert.Equal("dep", ((EvaluateWindowInput)call.Input!).Candidate));
    }

    [Fact]
    public async Task Evaluate_ModelNotReadyYet_WaitsAndGoesOn()
    {
        var plan = _plan with { HeldOut = [_plan.HeldOut[0]] };
        _context.Activity(nameof(EvaluateWindow), NotReady(), NotReady(), Played() with { Complete = false }, Played())
            .Activity(nameof(CompareModels), _trained);

        await EvaluateOrchestrator.RunAsync(_context.Object, new EvaluateInput(plan, _trained));

        Assert.Equal(2, _context.Timers.Count);
        Assert.Equal(nameof(CompareModels), _context.CallNames.Last());
    }

    [Fact]
    public async Task Evaluate_ModelNeverReady_IsARefusalThatSaysWhatToDo()
    {
        _context.Activity(nameof(EvaluateWindow), NotReady());

        var end = await EvaluateOrchestrator.RunAsync(_context.Object, new EvaluateInput(_plan, _trained));

        Assert.Equal(RunState.Refused, end.State);
        Assert.Contains("could not be called", end.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_BudgetStops_IsARefusalAndAsksNoGate()
    {
        _context.Activity(nameof(EvaluateWindow), Played() with { Stopped = "cap" });

        var end = await EvaluateOrchestrator.RunAsync(_context.Object, new EvaluateInput(_plan, _trained));

        Assert.Equal((RunState.Refused, "cap"), (end.State, end.Reason));
        Assert.DoesNotContain(nameof(CompareModels), _context.CallNames);
    }

    private static SynthesizeInput Synthesis(int next, int windows) => new(
        Samples.Lineage, Samples.DatasetId, Samples.Month, new SynthesisPlan(windows, 0, 0), Samples.Settings, next, SynthesisTotals.None);

    private static WindowInput Window(WindowKind kind) =>
        new(Samples.Lineage, Samples.DatasetId, Samples.Month, new SynthesisWindow(0, kind, 0, 50), 1, Samples.Settings);

    private static WindowProgress Done(SynthesisTotals totals) => new(true, totals);

    private static DeployedModel Deployed(JobState state, string? name = "dep") => new(name, state, state.ToString(), _first, TimeSpan.FromSeconds(30));

    private static EvaluationProgress Played() => new(true, false, null, _first, TimeSpan.FromSeconds(30));

    private static EvaluationProgress NotReady() => new(false, true, null, _first, TimeSpan.FromSeconds(30));
}
