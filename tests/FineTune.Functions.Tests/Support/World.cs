using FineTune.Core.Lineages;
using FineTune.Core.Storage;
using FineTune.Core.Storage.Scratch;
using FineTune.Datasets.Formats;
using FineTune.Datasets.Increments;
using FineTune.Datasets.Lines;
using FineTune.Functions.Activities.Batches;
using FineTune.Functions.Activities.Evaluation;
using FineTune.Functions.Activities.Generation;
using FineTune.Functions.Activities.Increments;
using FineTune.Functions.Activities.Intake;
using FineTune.Functions.Activities.Judging;
using FineTune.Functions.Activities.Registering;
using FineTune.Functions.Activities.Runs;
using FineTune.Functions.Activities.Training;
using FineTune.Functions.Contracts.Datasets;
using FineTune.Functions.Contracts.Runs;
using FineTune.Functions.Contracts.Synthesis;
using FineTune.Storage.Billing;
using FineTune.Storage.Registry;
using FineTune.Synthesis.Planning;
using FineTune.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FineTune.Functions.Tests.Support;

/// <summary>The activities over storage in memory, a clock that stands still and a provider in memory.</summary>
internal sealed class World
{
    public World()
    {
        Store = new InMemoryBlobStore(Time);
        Endpoints = new FakeEndpoints(Time);
        Account = new BlobAccount(Store);
        Ledger = new BlobPaidCallLedger(Store, Time);
        Registry = new BlobModelRegistry(Store, Time);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero));

    public InMemoryBlobStore Store { get; }

    public FakeEndpoints Endpoints { get; }

    public BlobAccount Account { get; }

    public BlobPaidCallLedger Ledger { get; }

    public BlobModelRegistry Registry { get; }

    public LineageDefaults Defaults { get; } = new()
    {
        TeacherEndpoint = "main",
        TeacherModel = "teacher-1",
        JudgeEndpoint = "main",
        JudgeModel = "judge-1",
        TrainerEndpoint = "main",
        BaseModel = "base-1",
    };

    public DateTime Now => Time.GetUtcNow().UtcDateTime;

    public CopyDrop Copy => new(Store, Defaults, new FormatLimits());

    public GenerateWindow Generate => new(Store, Endpoints, Endpoints, Account, Endpoints, Time);

    public JudgeWindow Judge => new(Store, Endpoints, Endpoints, Account, Time);

    public EvaluateWindow Evaluate => new(Store, Endpoints, Endpoints, Account, Endpoints, Time);

    public CreateJob Create => new(Ledger, Endpoints, Time, NullLogger<CreateJob>.Instance);

    public PlanBatches PlanBatches => new(Store, Endpoints, Endpoints, Account, Endpoints, Time);

    public JoinBatch JoinBatch => new(Store, Endpoints, Endpoints, Account, Endpoints, Time);

    public CreateBatch CreateBatch => new(Store, Ledger, Endpoints, Time, NullLogger<CreateBatch>.Instance);

    public PlanRun Planner => new(Store, Registry, Endpoints, Endpoints, Endpoints, Defaults);

    public CheckRun Check => new(Endpoints, Endpoints, Account, Ledger, Time);

    public RegisterModel Register => new(Registry, Account, Endpoints, Endpoints);

    public FinishRun Finish => new(Store, Account, Endpoints, Endpoints, Time, NullLogger<FinishRun>.Instance);

    /// <summary>Validates a source in ranges of a size, as the orchestration does.</summary>
    public async Task<ValidationResult> ValidateAsync(string source, long rangeBytes = 32 * 1024 * 1024)
    {
        Store.With(BlobPaths.Source(Samples.Lineage, Samples.DatasetId), source);
        var length = (await Store.GetPropertiesAsync(BlobPaths.Source(Samples.Lineage, Samples.DatasetId)))!.Length;
        var range = new ValidateRange(Store, Endpoints, Endpoints, Endpoints);
        var parts = new List<RangeResult>();
        foreach (var bytes in ByteRanges.Plan(length, rangeBytes))
        {
            parts.Add(await range.RunAsync(new RangeInput(Samples.Lineage, Samples.DatasetId, bytes, Samples.Trainer), default));
        }

        return await new MergeValidation(Store, Endpoints, Endpoints, Time, new MemoryScratch()).RunAsync(new MergeInput(Samples.Lineage, Samples.DatasetId, parts, 42), default);
    }

    public Task<AssembleResult> AssembleAsync(LineageSettings settings) =>
        new AssembleIncrement(Store).RunAsync(new AssembleInput(Samples.Lineage, Samples.DatasetId, settings), default);

    public WindowInput Window(LineageSettings settings, long valid, int number) => new(
        Samples.Lineage, Samples.DatasetId, Samples.Month, WindowPlanner.Plan(valid, settings).At(number), 1, settings);

    public string Text(string file) => Store.Text(BlobPaths.Increment(Samples.Lineage, Samples.DatasetId, file)) ?? "";

    /// <summary>An increment with these rows, staged for a run.</summary>
    public async Task StageAsync(string datasetId, int train, int validation = 12, int retention = 0, bool staged = true)
    {
        var rows = Enumerable.Range(datasetId[0] * 1000, train + validation + retention).Select(n => Samples.Line(n) + "\n").ToList();
        Store.With(BlobPaths.Train(Samples.Lineage, datasetId), string.Concat(rows.Take(train)))
            .With(BlobPaths.Validation(Samples.Lineage, datasetId), string.Concat(rows.Skip(train).Take(validation)))
            .With(BlobPaths.Retention(Samples.Lineage, datasetId), string.Concat(rows.Skip(train + validation)));
        var counts = new IncrementCounts(rows.Count, 0, rows.Count, 0, 0, 0, 0, 0, rows.Count, 0, train, validation, retention);
        await Store.WriteJsonAsync(BlobPaths.Manifest(Samples.Lineage, datasetId), new IncrementManifest(Samples.Lineage, datasetId, counts, train * 50, []));
        if (staged)
        {
            await new StageIncrement(Store).RunAsync(new StageInput(Samples.Lineage, datasetId, train, Now), default);
        }
    }

    public Task<PlanResult> PlanAsync() => Planner.RunAsync(new PlanInput(Samples.Lineage, Now), default);

    /// <summary>From now on the write of this number (from 1), and all later ones, fail, as if the process had been killed there.</summary>
    public void DieAtWrite(int number)
    {
        var writes = 0;
        Store.BeforeWrite = _ => ++writes >= number ? Task.FromException(new IOException("killed")) : Task.CompletedTask;
    }

    public void Revive() => Store.BeforeWrite = null;
}
