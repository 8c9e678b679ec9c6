using FineTune.Core.Examples;
using FineTune.Core.Lineages;
using FineTune.Core.Lineages.Generation;
using FineTune.Core.Storage;
using FineTune.Core.Storage.Scratch;
using FineTune.Datasets.Increments;
using FineTune.Datasets.Lines;
using FineTune.Datasets.Rows;
using FineTune.Functions.Activities.Generation;
using FineTune.Functions.Activities.Intake;
using FineTune.Functions.Contracts.Datasets;
using FineTune.Functions.Contracts.Synthesis;
using FineTune.Functions.Tests.Support;
using FineTune.Synthesis.Candidates;
using FineTune.Synthesis.Methods.Answers;
using FineTune.Synthesis.Planning;
using Microsoft.Extensions.AI;

namespace FineTune.Functions.Tests.Activities;

/// <summary>Methods of generation over stored windows: rounds, teachers in concert, and what the increment keeps.</summary>
public sealed class MethodsTests
{
    private const int Valid = 20;

    [Fact]
    public async Task PoolRound_TwoWindowsWithTheLikeOfEachOther_TheFirstJoinsAndARepetitionChangesNothing()
    {
        var settings = With(new MethodShare(GenerationMethod.Pairs)) with { Judging = new JudgingSettings { Enabled = false } };
        settings = settings with { Generation = settings.Generation with { PerExample = 5 } };
        var world = await PreparedAsync();
        world.Endpoints.Models["teacher-1"] = new FakeChat(prompt => Teachers.Answer("the same for all"));
        var plan = WindowPlanner.Plan(Valid, settings);
        Assert.Equal((0, 2), (plan.JudgeWindows, plan.GenerateWindows));
        await world.Generate.RunAsync(world.Window(settings, Valid, 0), default);
        await world.Generate.RunAsync(world.Window(settings, Valid, 1), default);

        var round = new PoolRound(world.Store, world.Endpoints);
        var joined = await round.RunAsync(new PoolRoundInput(world.Window(settings, Valid, 0), 2), default);
        var pool = world.Text("windows/pool-00000.jsonl");
        await round.RunAsync(new PoolRoundInput(world.Window(settings, Valid, 0), 2), default);

        Assert.Equal(5, joined);
        Assert.Equal(pool, world.Text("windows/pool-00000.jsonl"));
        var later = await world.Generate.RunAsync(world.Window(settings, Valid, 1) with { Round = 1 }, default);
        Assert.Equal(0, later.Totals.Generated);
    }

    [Fact]
    public async Task PoolRound_JudgedBelowTheThreshold_StaysOut()
    {
        var settings = With(new MethodShare(GenerationMethod.Pairs)) with { Judging = new JudgingSettings { JudgeDrop = false } };
        var world = await PreparedAsync();
        world.Endpoints.Models["teacher-1"] = new FakeChat(Teachers.Answer);
        world.Endpoints.Models["judge-1"] = new FakeChat(_ => FakeChat.Score(2));
        var window = world.Window(settings, Valid, 0);
        await world.Generate.RunAsync(window, default);
        await world.Judge.RunAsync(window, default);

        Assert.Equal(0, await new PoolRound(world.Store, world.Endpoints).RunAsync(new PoolRoundInput(window, 1), default));
    }

    [Fact]
    public async Task Answers_ThreeTeachers_TheBestIsKeptAndTheOthersMakePairs()
    {
        ModelChoice[] teachers = [new("main", "poor"), new("main", "good"), new("main", "fair")];
        var settings = With(new MethodShare(GenerationMethod.Answers)) with
        {
            Models = Samples.Settings.Models with { Teachers = teachers },
            Judging = new JudgingSettings { JudgeDrop = false, Threshold = 5 },
        };
        settings = settings with { Generation = settings.Generation with { PerExample = 3 } };
        var world = await PreparedAsync();
        foreach (var teacher in teachers)
        {
            world.Endpoints.Models[teacher.Model] = new FakeChat(prompt => Task.FromResult(FakeChat.Text($"A {teacher.Model} answer to {prompt.Length} and {prompt.GetHashCode(StringComparison.Ordinal)}.")));
        }

        world.Endpoints.Models["judge-1"] = new FakeChat(prompt => FakeChat.Score(
            prompt.Contains("A good answer", StringComparison.Ordinal) ? 9 : prompt.Contains("A fair answer", StringComparison.Ordinal) ? 7 : 3));
        var plan = WindowPlanner.Plan(Valid, settings);
        for (var number = 0; number < plan.Windows; number++)
        {
            await world.Generate.RunAsync(world.Window(settings, Valid, number), default);
            await world.Judge.RunAsync(world.Window(settings, Valid, number), default);
        }

        await world.AssembleAsync(settings);

        var manifest = (await world.Store.ReadJsonAsync<IncrementManifest>(BlobPaths.Manifest(Samples.Lineage, Samples.DatasetId)))!;
        Assert.Empty(manifest.Counts.Problems());
        var heldOut = manifest.Counts.Validation + manifest.Counts.Retention;
        Assert.Equal((60L, Valid - heldOut, 40L + heldOut), (manifest.Counts.Candidates, manifest.Counts.AcceptedGenerated, manifest.Counts.FilteredCandidates));
        Assert.Equal((true, 0L), (heldOut > 0, manifest.Split!.Overlap));
        var answers = await ReadAsync<TeacherAnswers>(world, "answers.jsonl");
        Assert.Equal(Valid, answers.Count);
        Assert.All(answers, task => Assert.Equal(["main/poor", "main/good", "main/fair"], task.Candidates.Select(answer => answer.Teacher)));
        Assert.All(answers, task => Assert.Equal(3, PickAnswer.Pairs(task).Count));
        Assert.All(
            (await ReadAsync<AcceptedRow>(world, "accepted.jsonl")).Where(row => row.Origin == ExampleOrigin.Generated),
            row => Assert.StartsWith("A good answer", ExampleText.Response(row.Example), StringComparison.Ordinal));
        var statistics = Assert.Single(manifest.Generation!.Methods);
        Assert.Equal(("answers", Valid - heldOut, 40, heldOut), (statistics.Method, statistics.Kept, statistics.Filtered["notPicked"], statistics.Filtered["heldOut"]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public async Task SelfInstruct_ThreeSteps_AnyConcurrencyGivesTheSameRows(int concurrency)
    {
        var settings = With(new MethodShare(GenerationMethod.SelfInstruct)) with { Judging = new JudgingSettings { Enabled = false } };
        var (one, other) = (await PreparedAsync(1), await PreparedAsync(concurrency));
        foreach (var world in new[] { one, other })
        {
            world.Endpoints.Models["teacher-1"] = new FakeChat(Staged);
            var progress = await world.Generate.RunAsync(world.Window(settings, Valid, 0), default);
            Assert.True(progress is { Complete: true, Totals.Generated: > 0 });
        }

        Assert.Equal(one.Text("windows/generate-00000.jsonl"), other.Text("windows/generate-00000.jsonl"));
        var rows = await ReadAsync<GeneratedRow>(one, "windows/generate-00000.jsonl");
        Assert.Contains(rows, row => row is { Outcome: CandidateOutcome.Ok, Provenance.Step: "instances.inputFirst", Similar.Nearest.Count: > 0 });
        Assert.Contains(rows, row => row is { Outcome: CandidateOutcome.Ok, Provenance: { Step: "instances.outputFirst", Task.Step: "instructions" } });
    }

    [Fact]
    public async Task Merge_MethodThatTheDropCannotFeed_IsRefusedBeforeACentIsSpent()
    {
        var world = new World();
        world.Store.With(BlobPaths.Source(Samples.Lineage, Samples.DatasetId), Samples.Drop(Valid));
        var length = (await world.Store.GetPropertiesAsync(BlobPaths.Source(Samples.Lineage, Samples.DatasetId)))!.Length;
        var part = await new ValidateRange(world.Store, world.Endpoints, world.Endpoints, world.Endpoints)
            .RunAsync(new RangeInput(Samples.Lineage, Samples.DatasetId, new ByteRange(0, 0, length), Samples.Trainer), default);

        var result = await new MergeValidation(world.Store, world.Endpoints, world.Endpoints, world.Time, new MemoryScratch()).RunAsync(
            new MergeInput(
                Samples.Lineage, Samples.DatasetId, [part], 42,
                Generation: new GenerationSettings { Methods = [new MethodShare(GenerationMethod.SupportDialogues)] }, Teachers: [Samples.Teacher]),
            default);

        Assert.Contains("$.generation.methods", result.Reason, StringComparison.Ordinal);
    }

    /// <summary>A teacher of the three steps, told apart by what they ask.</summary>
    private static Task<ChatResponse> Staged(string prompt)
    {
        var hash = (uint)prompt.Aggregate(17, (sum, c) => unchecked((sum * 31) + c));
        if (prompt.Contains("Class label:", StringComparison.Ordinal))
        {
            return Task.FromResult(FakeChat.Text($"Class label: urgent\nMessage: The lift number {hash} is stuck.\nClass label: calm\nMessage: Lamp {hash % 97} flickers."));
        }

        if (prompt.Contains("Is it classification?", StringComparison.OrdinalIgnoreCase) || prompt.Contains("classification task", StringComparison.OrdinalIgnoreCase))
        {
            return Task.FromResult(FakeChat.Text(hash % 2 == 0 ? "Yes" : "No"));
        }

        return prompt.Contains("Input:", StringComparison.Ordinal) || prompt.Contains("Output:", StringComparison.Ordinal)
            ? Task.FromResult(FakeChat.Text($"Example 1\nInput: case {hash}\nOutput: The answer to case {hash} is here."))
            : Task.FromResult(FakeChat.Text(string.Join('\n', Enumerable.Range(9, 7).Select(n => $"{n}. Explain {Word(hash, n)} to {Word(hash, n + 50)} with {Word(hash, n + 90)} in mind."))));
    }

    private static string Word(uint hash, int salt) => "w" + ((hash * 2654435761u) ^ (uint)(salt * 40503)).ToString("x", System.Globalization.CultureInfo.InvariantCulture);

    private static LineageSettings With(params MethodShare[] methods) => Samples.Settings with { Generation = new GenerationSettings { PerExample = 1, Methods = methods } };

    private static async Task<World> PreparedAsync(int concurrency = 4)
    {
        var world = new World();
        world.Endpoints.Info = world.Endpoints.Info with { MaxConcurrency = concurrency };
        Assert.Null((await world.ValidateAsync(Samples.Drop(Valid))).Reason);
        return world;
    }

    private static async Task<List<T>> ReadAsync<T>(World world, string file) =>
        await Rows.ReadAsync<T>(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(world.Text(file)))).ToListAsync();
}
