using FineTune.Core.Lineages.Generation;
using FineTune.Core.Storage;
using FineTune.Datasets.Increments;
using FineTune.Datasets.Rows;
using FineTune.Functions.Tests.Support;
using static FineTune.Functions.Tests.Support.SmallDrop;

namespace FineTune.Functions.Tests.Activities;

/// <summary>From judged windows to the assembled increment.</summary>
public sealed class AssembleIncrementTests
{
    [Fact]
    public async Task Assemble_WholeDrop_CountsAddUpAndRepeatingChangesNothing()
    {
        var world = await SynthesizedAsync(concurrency: 3);
        var other = await SynthesizedAsync(concurrency: 1);

        var result = await world.AssembleAsync(Settings);
        var files = new[] { "accepted.jsonl", "rejected.jsonl", "unscored.jsonl", "train.jsonl", "validation.jsonl", "retention.jsonl", "manifest.json" };
        var first = files.Select(world.Text).ToList();
        await world.AssembleAsync(Settings);
        await other.AssembleAsync(Settings);

        Assert.Null(result.Refusal);
        Assert.Equal(first, files.Select(world.Text));
        Assert.Equal(first, files.Select(other.Text));
        var manifest = (await world.Store.ReadJsonAsync<IncrementManifest>(BlobPaths.Manifest(Samples.Lineage, Samples.DatasetId)))!;
        Assert.Empty(manifest.Counts.Problems());
        Assert.Equal((Valid, 30), (manifest.Counts.Valid, manifest.Counts.Candidates));
        Assert.True(manifest.Counts.RejectedByJudges > 0);
        Assert.All(manifest.Files, file => Assert.Equal(file.Rows, world.Text(file.Name).Count(c => c == '\n')));
    }

    [Fact]
    public async Task Assemble_DropWithBlankAndBadLines_CountsAddUp()
    {
        var world = NewWorld(3);
        await world.ValidateAsync("\n" + Samples.Drop(12) + "\n\nbad\n" + Samples.Line(3) + "\n   \n");
        var settings = Settings with { Generation = new GenerationSettings { Enabled = false } };
        await world.Judge.RunAsync(world.Window(settings, 12, 0), default);

        await world.AssembleAsync(settings);

        var counts = (await world.Store.ReadJsonAsync<IncrementManifest>(BlobPaths.Manifest(Samples.Lineage, Samples.DatasetId)))!.Counts;
        Assert.Empty(counts.Problems());
        Assert.Equal((14, 4, 12, 2), (counts.Lines, counts.Blank, counts.Valid, counts.RejectedByRules));
    }

    [Fact]
    public async Task Assemble_NothingJudged_LeavesAllUnscoredWithAReason()
    {
        var world = await PreparedAsync();

        var result = await world.AssembleAsync(Settings);

        Assert.Contains("20 could not be scored", result.Refusal, StringComparison.Ordinal);
        var rows = await world.Store.ReadRowsAsync<UnscoredRow>(BlobPaths.Unscored(Samples.Lineage, Samples.DatasetId)).ToListAsync();
        Assert.All(rows, row => Assert.StartsWith("notJudged", row.Reason, StringComparison.Ordinal));
        Assert.Equal(Valid, rows.Count);
    }
}
