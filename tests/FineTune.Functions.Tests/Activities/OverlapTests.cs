using System.Text.Json;
using FineTune.Core.Lineages;
using FineTune.Core.Lineages.Generation;
using FineTune.Core.Storage;
using FineTune.Core.Storage.Scratch;
using FineTune.Datasets.Increments;
using FineTune.Datasets.Lines;
using FineTune.Datasets.Rules;
using FineTune.Datasets.Splits;
using FineTune.Functions.Activities.Intake;
using FineTune.Functions.Contracts.Datasets;
using FineTune.Functions.Tests.Support;

namespace FineTune.Functions.Tests.Activities;

/// <summary>What must not meet: parts of an increment, what earlier increments hold out, evaluation sets.</summary>
public sealed class OverlapTests
{
    private static readonly LineageSettings _unjudged = Samples.Settings with
    {
        Judging = new JudgingSettings { Enabled = false },
        Generation = new GenerationSettings { Enabled = false },
        Split = new SplitSettings { Validation = 0.3, Retention = 0.2 },
    };

    [Fact]
    public async Task Merge_RowHeldOutEarlier_IsRejectedByteForByte()
    {
        var world = new World();
        world.Store.With(BlobPaths.Retention(Samples.Lineage, "ffffffffffffffff"), Samples.Line(3) + "\n");

        var result = await world.ValidateAsync(Samples.Drop(12));

        Assert.Equal(11, result.Valid);
        var rejected = JsonDocument.Parse(world.Text("rejected.jsonl")).RootElement;
        Assert.Equal((4, Samples.Line(3)), (rejected.GetProperty("line").GetInt32(), rejected.GetProperty("raw").GetString()));
        Assert.Equal(RuleIds.HeldOutEarlier, rejected.GetProperty("findings")[0].GetProperty("rule").GetString());
    }

    [Fact]
    public async Task Merge_EvaluationSet_RejectsItsItemsAndIsNeverSkipped()
    {
        var world = new World();
        var decontamination = new DecontaminationSettings { Sets = [new EvaluationSetChoice("acceptance")] };
        await world.ValidateAsync(Samples.Drop(12));

        var missing = await MergeAsync(world, decontamination);
        Assert.Contains("lineages/support/evaluation/acceptance.jsonl", missing.Reason, StringComparison.Ordinal);
        Assert.Contains("is not there", missing.Reason, StringComparison.Ordinal);

        world.Store.With(BlobPaths.EvaluationSet(Samples.Lineage, "acceptance"), Samples.Line(5) + "\n");
        var result = await MergeAsync(world, decontamination);
        Assert.Equal((11, null), (result.Valid, result.Reason));
        Assert.Contains(RuleIds.Contaminated, world.Text("rejected.jsonl"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Assemble_NearDuplicatesAndEqualQuestions_StayTogetherAndAreCounted()
    {
        var world = new World();
        var lines = Enumerable.Range(0, 40).SelectMany(n => new[]
        {
            Samples.Line(n), n % 2 == 0 ? Samples.Line(n).Replace("to counter", "to the counter", StringComparison.Ordinal) : Samples.Line(n).Replace("Answer", "No", StringComparison.Ordinal),
        });
        var result = await world.ValidateAsync(string.Join('\n', lines) + "\n");
        Assert.Equal(80, result.Valid);

        await world.AssembleAsync(_unjudged);

        var manifest = (await world.Store.ReadJsonAsync<IncrementManifest>(BlobPaths.Manifest(Samples.Lineage, Samples.DatasetId)))!;
        Assert.Equal(new SplitCheck(40, 80, 0), manifest.Split);
        Assert.True(manifest.Counts is { Validation: >= 16, Retention: >= 8 });
        var parts = new[] { "train.jsonl", "validation.jsonl", "retention.jsonl" }.Select(file => world.Text(file).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Question).ToHashSet()).ToList();
        Assert.Equal(40, parts.Sum(questions => questions.Count));
    }

    [Fact]
    public async Task ValidateRange_Redact_RowsAreRedactedAndTheSourceIsKept()
    {
        var world = new World();
        var line = Samples.Line(1).Replace("take parcel", "ask jane@contoso.com about parcel", StringComparison.Ordinal) + "\n";
        world.Store.With(BlobPaths.Source(Samples.Lineage, Samples.DatasetId), line);
        var input = new RangeInput(Samples.Lineage, Samples.DatasetId, new ByteRange(0, 0, line.Length), Samples.Trainer, new SafetySettings { Pii = SafetyAction.Redact });

        await new ValidateRange(world.Store, world.Endpoints, world.Endpoints, world.Endpoints).RunAsync(input, default);

        var valid = world.Text("windows/validate-00000.valid.jsonl");
        Assert.Contains("ask [EMAIL_1] about parcel", valid, StringComparison.Ordinal);
        Assert.DoesNotContain("jane", valid, StringComparison.Ordinal);
        Assert.Equal(line, world.Text("source.jsonl"));
    }

    private static Task<ValidationResult> MergeAsync(World world, DecontaminationSettings decontamination) => new MergeValidation(world.Store, world.Endpoints, world.Endpoints, world.Time, new MemoryScratch()).RunAsync(
        new MergeInput(Samples.Lineage, Samples.DatasetId, [new RangeResult(0, 12, 0, 12, 0)], 42, Decontamination: decontamination), default);

    private static string Question(string line) => JsonDocument.Parse(line).RootElement.GetProperty("messages")[0].GetProperty("content").GetString()!;
}
