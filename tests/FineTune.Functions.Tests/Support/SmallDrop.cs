using FineTune.Core.Lineages;
using FineTune.Core.Lineages.Generation;
using FineTune.Core.Storage;
using FineTune.Functions.Contracts.Synthesis;

namespace FineTune.Functions.Tests.Support;

/// <summary>A drop of 20 lines in a world with a teacher and a judge: window 0 judges them, window 1 grows them.</summary>
internal static class SmallDrop
{
    public const int Valid = 20;

    /// <summary>One and a half candidates for each line.</summary>
    public static LineageSettings Settings { get; } = Samples.Settings with { Generation = new GenerationSettings { PerExample = 1.5 } };

    public static World NewWorld(int concurrency)
    {
        var world = new World();
        world.Endpoints.Info = world.Endpoints.Info with { MaxConcurrency = concurrency };
        world.Endpoints.Models["teacher-1"] = new FakeChat(Teachers.Answer);
        world.Endpoints.Models["judge-1"] = new FakeChat(Teachers.Judge);
        return world;
    }

    public static async Task<World> PreparedAsync(int concurrency = 3)
    {
        var world = NewWorld(concurrency);
        await world.ValidateAsync(Samples.Drop(Valid));
        return world;
    }

    public static async Task<World> SynthesizedAsync(int concurrency)
    {
        var world = await PreparedAsync(concurrency);
        await world.Judge.RunAsync(Window(world, 0), default);
        await world.Generate.RunAsync(Window(world, 1), default);
        await world.Judge.RunAsync(Window(world, 1), default);
        return world;
    }

    public static WindowInput Window(World world, int number) => world.Window(Settings, Valid, number);

    public static string[] Lines(World world, string stage, int number) =>
        world.Text($"windows/{stage}-{number:00000}.jsonl").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static Task<List<T>> ReadAsync<T>(World world, string stage, int number) => world.Store
        .ReadRowsAsync<T>(BlobPaths.Window(Samples.Lineage, Samples.DatasetId, stage, number)).ToListAsync().AsTask();

    public static async Task<decimal> SpentAsync(World world) => (await world.Account.GetAsync(Samples.Lineage, Samples.Month)).SpentUsd;
}
