using FineTune.Core.Lineages;
using FineTune.Core.Models.Batches;
using FineTune.Core.Storage;
using FineTune.Functions.Activities.Batches;
using FineTune.Functions.Contracts.Batches;
using FineTune.Functions.Contracts.Synthesis;
using FineTune.Functions.Orchestrations;
using FineTune.Functions.Tests.Support;
using FineTune.Synthesis.Batches;
using FineTune.Synthesis.Planning;

namespace FineTune.Functions.Tests.Orchestrations;

public sealed class BatchOrchestratorTests
{
    private static readonly BatchRequestFile _file = new(BlobPaths.Batch(Samples.Lineage, Samples.DatasetId, "calls-0"), "0011", 200, 5_000);
    private static readonly BatchRequestFile _rest = _file with { ContentId = "2233", Requests = 150 };
    private readonly ContextMock _context = new();
    private readonly BatchInput _input;

    public BatchOrchestratorTests()
    {
        var settings = Samples.Settings with { Batch = BatchMode.Always };
        var window = new WindowInput(Samples.Lineage, Samples.DatasetId, Samples.Month, new SynthesisWindow(0, WindowKind.Generate, 0, 50), 1, settings);
        _input = new BatchInput(new BatchCallsInput(BatchCallKind.Calls, [window], _context.Now.AddHours(24)), new PlannedBatch(Samples.Teacher, _file));
        _context.Activity(nameof(CreateBatch), new CreatedBatch("batch-1", null, null)).Activity(nameof(CancelBatch)).Activity(nameof(DeleteBatchFiles))
            .Activity(nameof(JoinBatch), Joined(rest: 0));
    }

    [Fact]
    public async Task RunAsync_BatchCompletes_JoinsThenDeletesItsFiles()
    {
        _context.Activity(nameof(PollBatch), Poll(BatchState.Waiting), Poll(BatchState.Running), Poll(BatchState.Completed));

        var end = await BatchOrchestrator.RunAsync(_context.Object, _input);

        Assert.Equal(0, end.LeftOver);
        Assert.Equal([nameof(PollBatch), nameof(JoinBatch), nameof(DeleteBatchFiles)], _context.CallNames.TakeLast(3));
        Assert.Equal(2, _context.Timers.Count);
        Assert.Null(_context.ContinuedAs);
    }

    [Fact]
    public async Task RunAsync_ProviderSaysLater_WaitsAndCreatesAgainUnderTheSameIntent()
    {
        var later = _context.Now.AddMinutes(3);
        _context.Activity(nameof(CreateBatch), new CreatedBatch(null, later, null), new CreatedBatch("batch-1", null, null))
            .Activity(nameof(PollBatch), Poll(BatchState.Completed));

        await BatchOrchestrator.RunAsync(_context.Object, _input);
        Assert.Equal(_input, _context.ContinuedAs);
        await BatchOrchestrator.RunAsync(_context.Object, _input);

        Assert.Equal([later], _context.Timers);
        var inputs = _context.Calls.Where(call => call.Name == nameof(CreateBatch)).Select(call => call.Input).ToList();
        Assert.Equal(inputs[0], inputs[1]);
    }

    [Fact]
    public async Task RunAsync_CreationRefused_LeavesEverythingToTheWindows()
    {
        _context.Activity(nameof(CreateBatch), new CreatedBatch(null, null, "no"));

        Assert.Equal(new BatchEnd(200, "no"), await BatchOrchestrator.RunAsync(_context.Object, _input));
    }

    [Fact]
    public async Task RunAsync_CreationNeverCertainBeforeTheDeadline_OnlyFindsAfterIt()
    {
        _context.Activity(nameof(CreateBatch), new CreatedBatch(null, _context.Now.AddHours(25), null), new CreatedBatch(null, null, "nothing there"));

        await BatchOrchestrator.RunAsync(_context.Object, _input);
        await BatchOrchestrator.RunAsync(_context.Object, _input);

        Assert.True(_context.InputOf<CreateBatchInput>(nameof(CreateBatch)).FindOnly);
    }

    [Fact]
    public async Task RunAsync_Expired_SendsTheRestInAnotherBatch()
    {
        _context.Activity(nameof(PollBatch), Poll(BatchState.Expired)).Activity(nameof(JoinBatch), Joined(rest: 150));

        await BatchOrchestrator.RunAsync(_context.Object, _input);

        Assert.Equal(new BatchInput(_input.Calls, _input.Batch with { File = _rest }, 1), _context.ContinuedAs);
    }

    [Fact]
    public async Task RunAsync_ExpiredOnceMore_LeavesTheRestToTheWindows()
    {
        _context.Activity(nameof(PollBatch), Poll(BatchState.Expired)).Activity(nameof(JoinBatch), Joined(rest: 150));

        var end = await BatchOrchestrator.RunAsync(_context.Object, _input with { Ordinal = 1 });

        Assert.Equal(150, end.LeftOver);
        Assert.Null(_context.ContinuedAs);
    }

    [Fact]
    public async Task RunAsync_DeadlinePasses_CancelsOnceAndKeepsWhatWasAnswered()
    {
        var near = _input with { BatchId = "batch-1", Calls = _input.Calls with { Deadline = _context.Now.AddSeconds(3) } };
        _context.Activity(nameof(PollBatch), Poll(BatchState.Running), Poll(BatchState.Running), Poll(BatchState.Finishing), Poll(BatchState.Cancelled))
            .Activity(nameof(JoinBatch), Joined(rest: 150));

        var end = await BatchOrchestrator.RunAsync(_context.Object, near);

        Assert.Equal(150, end.LeftOver);
        Assert.Single(_context.CallNames, nameof(CancelBatch));
        Assert.Contains(nameof(JoinBatch), _context.CallNames);
    }

    [Fact]
    public async Task RunAsync_CancelledAndStillNotOverADayLater_KeepsWhatThereIsAndGoesOn()
    {
        var late = _input with { BatchId = "batch-1", IsCancelled = true, Calls = _input.Calls with { Deadline = _context.Now.AddDays(-1).AddSeconds(1) } };
        _context.Activity(nameof(PollBatch), Poll(BatchState.Running)).Activity(nameof(JoinBatch), Joined(rest: 150));

        var end = await BatchOrchestrator.RunAsync(_context.Object, late);

        Assert.Equal(150, end.LeftOver);
        Assert.Equal([nameof(PollBatch), nameof(PollBatch), nameof(JoinBatch), nameof(DeleteBatchFiles)], _context.CallNames);
        Assert.Null(_context.ContinuedAs);
    }

    [Fact]
    public async Task RunAsync_TenPolls_ContinuesAsNewWithTheBatch()
    {
        _context.Activity(nameof(PollBatch), Poll(BatchState.Running));

        await BatchOrchestrator.RunAsync(_context.Object, _input);

        Assert.Equal(_input with { BatchId = "batch-1", Polls = 10 }, _context.ContinuedAs);
    }

    [Fact]
    public async Task RunAsync_ErrorsThatConcernEveryCall_CountAsLeftOverAlsoAfterAnotherBatch()
    {
        _context.Activity(nameof(PollBatch), Poll(BatchState.Completed))
            .Activity(nameof(JoinBatch), Joined(rest: 150) with { Left = 7 }, Joined(rest: 0) with { Left = 2 });

        await BatchOrchestrator.RunAsync(_context.Object, _input);
        var end = await BatchOrchestrator.RunAsync(_context.Object, (BatchInput)_context.ContinuedAs!);

        Assert.Equal(9, end.LeftOver);
    }

    [Fact]
    public async Task Calls_WavesGoOnUntilNothingIsDue()
    {
        var planned = new PlannedBatches([_input.Batch], null);
        _context.Activity(nameof(PlanBatches), planned).Child(nameof(BatchOrchestrator), new BatchEnd(0, null));

        await BatchCallsOrchestrator.RunAsync(_context.Object, _input.Calls);

        Assert.Equal(_input.Calls with { Wave = 1 }, _context.ContinuedAs);
    }

    [Fact]
    public async Task Calls_ABatchLeftSomethingOver_EndsSoThatItIsNotTriedForEver()
    {
        _context.Activity(nameof(PlanBatches), new PlannedBatches([_input.Batch], null)).Child(nameof(BatchOrchestrator), new BatchEnd(3, "expired"));

        Assert.Null((await BatchCallsOrchestrator.RunAsync(_context.Object, _input.Calls)).Refusal);
        Assert.Null(_context.ContinuedAs);
    }

    [Fact]
    public async Task Calls_NothingDueOrRefusedOrLate_MakesNoBatch()
    {
        _context.Activity(nameof(PlanBatches), new PlannedBatches([], null), new PlannedBatches([], "always, but takes none"));

        Assert.Null((await BatchCallsOrchestrator.RunAsync(_context.Object, _input.Calls)).Refusal);
        Assert.Equal("always, but takes none", (await BatchCallsOrchestrator.RunAsync(_context.Object, _input.Calls)).Refusal);
        Assert.Null((await BatchCallsOrchestrator.RunAsync(_context.Object, _input.Calls with { Deadline = _context.Now })).Refusal);
        Assert.Equal(2, _context.Calls.Count);
    }

    private static JoinedBatch Joined(int rest) => new(200 - rest, 0, 0, 0, rest, rest == 0 ? null : _rest);

    private static PolledBatch Poll(BatchState state) =>
        new(state, state.ToString(), null, new BatchCounts(200, 50, 0), [], TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30));
}
