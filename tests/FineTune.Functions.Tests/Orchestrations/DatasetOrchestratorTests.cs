using FineTune.Core.Lineages;
using FineTune.Core.Lineages.Generation;
using FineTune.Core.Lineages.Training;
using FineTune.Datasets.Reports;
using FineTune.Functions.Activities.Increments;
using FineTune.Functions.Activities.Intake;
using FineTune.Functions.Activities.Runs;
using FineTune.Functions.Contracts.Datasets;
using FineTune.Functions.Contracts.Synthesis;
using FineTune.Functions.Orchestrations;
using FineTune.Functions.Tests.Support;

namespace FineTune.Functions.Tests.Orchestrations;

public sealed class DatasetOrchestratorTests
{
    private static readonly DatasetInput _input = new(Samples.Lineage, "first.jsonl", "etag", Samples.DatasetId);
    private readonly ContextMock _context = new();

    public DatasetOrchestratorTests() => _context
        .Activity(nameof(CopyDrop), new CopyResult(40_000_000, Samples.Settings, null))
        .Activity<RangeResult>(nameof(ValidateRange), input => Task.FromResult(new RangeResult(((RangeInput)input!).Range.Number, 30, 0, 30, 0)))
        .Activity(nameof(MergeValidation), new ValidationResult(60, null))
        .Child(nameof(SynthesizeOrchestrator), SynthesisTotals.None)
        .Activity(nameof(AssembleIncrement), new AssembleResult(50, null))
        .Activity(nameof(WriteDatasetReport)).Activity(nameof(StageIncrement));

    private DatasetEnd Report => _context.InputOf<DatasetEnd>(nameof(WriteDatasetReport));

    [Fact]
    public async Task RunAsync_AllGoesWell_StagesAndWaitsForItsRun()
    {
        var result = await DatasetOrchestrator.RunAsync(_context.Object, _input);

        Assert.Equal(new DatasetResult(Samples.DatasetId, DatasetOutcome.Accepted, null), result);
        Assert.Equal(
            [
                nameof(CopyDrop), nameof(ValidateRange), nameof(ValidateRange), nameof(MergeValidation), nameof(SynthesizeOrchestrator),
                nameof(AssembleIncrement), nameof(WriteDatasetReport), nameof(StageIncrement),
            ],
            _context.CallNames);
        Assert.Equal([0, 1], _context.InputOf<MergeInput>(nameof(MergeValidation)).Parts.Select(part => part.Range));
        Assert.Equal(DatasetOutcome.Accepted, Report.Outcome);
        Assert.Equal(_input with { Waits = 0 }, _context.ContinuedAs);
    }

    [Theory]
    [InlineData(TuneWhen.Nightly)]
    [InlineData(TuneWhen.Manual)]
    public async Task RunAsync_LineageDoesNotTuneOnDrop_EndsWhenStaged(TuneWhen when)
    {
        _context.Activity(nameof(CopyDrop), new CopyResult(100, Samples.Settings with { Tune = when }, null));

        await DatasetOrchestrator.RunAsync(_context.Object, _input);

        Assert.Null(_context.ContinuedAs);
        Assert.Equal(nameof(StageIncrement), _context.CallNames.Last());
    }

    [Fact]
    public async Task RunAsync_NothingToGenerateOrJudge_SkipsSynthesis()
    {
        var settings = Samples.Settings with { Generation = new GenerationSettings { Enabled = false }, Judging = new JudgingSettings { Enabled = false } };
        _context.Activity(nameof(CopyDrop), new CopyResult(100, settings, null));

        await DatasetOrchestrator.RunAsync(_context.Object, _input);

        Assert.DoesNotContain(nameof(SynthesizeOrchestrator), _context.CallNames);
        Assert.Contains(nameof(StageIncrement), _context.CallNames);
    }

    [Fact]
    public async Task RunAsync_EmptyFile_AsksTheMergeForItsRefusal()
    {
        _context.Activity(nameof(CopyDrop), new CopyResult(0, Samples.Settings, null))
            .Activity(nameof(MergeValidation), new ValidationResult(0, "The file is empty."));

        var result = await DatasetOrchestrator.RunAsync(_context.Object, _input);

        Assert.Equal(new DatasetResult(Samples.DatasetId, DatasetOutcome.Refused, "The file is empty."), result);
        Assert.Empty(_context.InputOf<MergeInput>(nameof(MergeValidation)).Parts);
    }

    [Theory]
    [InlineData(nameof(CopyDrop))]
    [InlineData(nameof(MergeValidation))]
    [InlineData(nameof(AssembleIncrement))]
    public async Task RunAsync_StageRefuses_WritesTheReportAndStagesNothing(string stage)
    {
        _ = stage switch
        {
            nameof(CopyDrop) => _context.Activity(stage, new CopyResult(0, null, "not enough")),
            nameof(MergeValidation) => _context.Activity(stage, new ValidationResult(3, "not enough")),
            _ => _context.Activity(stage, new AssembleResult(3, "not enough")),
        };

        var result = await DatasetOrchestrator.RunAsync(_context.Object, _input);

        Assert.Equal(new DatasetResult(Samples.DatasetId, DatasetOutcome.Refused, "not enough"), result);
        Assert.Equal((DatasetOutcome.Refused, "not enough", _context.Now), (Report.Outcome, Report.Reason, Report.At));
        Assert.DoesNotContain(nameof(StageIncrement), _context.CallNames);
        Assert.Null(_context.ContinuedAs);
    }

    [Fact]
    public async Task RunAsync_BudgetEndsSynthesisEarly_IsAcceptedWithANote()
    {
        _context.Child(nameof(SynthesizeOrchestrator), SynthesisTotals.None with { Generated = 12, CostUsd = 0.5m, Stopped = "the cap is reached" });

        await DatasetOrchestrator.RunAsync(_context.Object, _input);

        Assert.Equal(
            (DatasetOutcome.Accepted, "Generating and judging stopped at 12 of 30 candidates, after 0.50 USD: the cap is reached"), (Report.Outcome, Report.Note));
    }

    [Fact]
    public async Task RunAsync_ActivityBreaks_ReportsTheInnermostCauseAndFails()
    {
        var broken = new InvalidOperationException("outer", new IOException("disk full"));
        _context.Activity<ValidationResult>(nameof(MergeValidation), _ => throw new Microsoft.DurableTask.TaskFailedException(nameof(MergeValidation), 3, broken));

        await Assert.ThrowsAsync<Microsoft.DurableTask.TaskFailedException>(() => DatasetOrchestrator.RunAsync(_context.Object, _input));

        Assert.Equal((DatasetOutcome.Failed, "MergeValidation failed: disk full"), (Report.Outcome, Report.Reason));
    }

    [Fact]
    public async Task RunAsync_TakenByARun_Ends()
    {
        _context.Activity(nameof(EnsureRun), true);

        await DatasetOrchestrator.RunAsync(_context.Object, _input with { Waits = 3 });

        Assert.Empty(_context.Timers);
        Assert.Null(_context.ContinuedAs);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(4, 16)]
    [InlineData(5, 30)]
    [InlineData(50, 30)]
    public async Task RunAsync_NotTakenYet_SleepsLongerEachTime(int waits, int minutes)
    {
        _context.Activity(nameof(EnsureRun), false);
        var start = _context.Now;

        await DatasetOrchestrator.RunAsync(_context.Object, _input with { Waits = waits });

        Assert.Equal([start.AddMinutes(minutes)], _context.Timers);
        Assert.Equal(_input with { Waits = waits + 1 }, _context.ContinuedAs);
    }
}
