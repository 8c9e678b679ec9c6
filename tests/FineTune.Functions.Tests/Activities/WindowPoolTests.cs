using FineTune.Core.Storage;
using FineTune.Functions.Activities.Generation;
using FineTune.Functions.Tests.Support;
using FineTune.Synthesis.Candidates;
using FineTune.Synthesis.Rounds;

namespace FineTune.Functions.Tests.Activities;

/// <summary>What windows know at the start of their round, and how much of it they share.</summary>
public sealed class WindowPoolTests
{
    [Fact]
    public async Task Read_WindowsOfOneRound_AreIndependentOfEachOther()
    {
        var world = await SmallDrop.PreparedAsync();
        await WritePoolAsync(world, "Name three rivers of Europe.");

        var (left, right) = (await ReadAsync(world), await ReadAsync(world));
        var before = left.Known;
        Assert.True(left.Admit(Task("Explain how a compass works in the fog.")));

        Assert.Equal((before + 1, before), (left.Known, right.Known));
        Assert.Equal((2, 1), (left.Pool.Tasks.Count, right.Pool.Tasks.Count));
        Assert.True(right.Admit(Task("Explain how a compass works in the fog.")));
        Assert.False((await ReadAsync(world)).Admit(Task("Name three rivers of Europe, please.")));
    }

    [Fact]
    public async Task Read_PoolWrittenAnew_IsReadAnew()
    {
        var world = await SmallDrop.PreparedAsync();
        await WritePoolAsync(world, "Name three rivers of Europe.");
        var before = (await ReadAsync(world)).Known;
        await WritePoolAsync(world, "Name three rivers of Europe.", "Explain how a compass works in the fog.");

        Assert.Equal(before + 1, (await ReadAsync(world)).Known);
    }

    [Fact]
    public async Task Read_OtherSettings_HaveOneOriginAndTheirOwnThreshold()
    {
        var world = await SmallDrop.PreparedAsync();
        await WritePoolAsync(world, "Name three rivers of Europe.");
        var strict = SmallDrop.Settings with { Generation = SmallDrop.Settings.Generation with { NoveltyThreshold = 0.1 } };

        Assert.True((await ReadAsync(world)).IsKnownOrNovel(Task("Name a mountain.")));
        Assert.False((await WindowPool.ReadAsync(world.Store, world.Window(strict, SmallDrop.Valid, 1) with { Round = 1 }, world.Endpoints, default))
            .IsKnownOrNovel(Task("Name a mountain.")));
    }

    [Fact]
    public async Task FrozenPools_WindowsAtOnce_ReadOnceAndAgainAfterAFailure()
    {
        var world = await SmallDrop.PreparedAsync();
        using var pools = new FrozenPools();
        var state = await ReadAsync(world);
        var reads = 0;

        await Assert.ThrowsAsync<IOException>(() => pools.GetAsync(Mark(1), () => throw new IOException("gone"), default));
        var states = await System.Threading.Tasks.Task.WhenAll(Enumerable.Range(0, 8).Select(_ => pools.GetAsync(Mark(1), Read, default)));
        Assert.Equal(1, reads);
        Assert.All(states, other => Assert.Same(state, other));

        for (var round = 2; round <= FrozenPools.Kept + 1; round++)
        {
            await pools.GetAsync(Mark(round), Read, default);
        }

        await pools.GetAsync(Mark(FrozenPools.Kept + 1), Read, default);
        Assert.Equal(FrozenPools.Kept + 1, reads);
        await pools.GetAsync(Mark(1), Read, default);
        Assert.Equal(FrozenPools.Kept + 2, reads);

        async Task<GenerationState> Read()
        {
            reads++;
            await System.Threading.Tasks.Task.Yield();
            return state;
        }
    }

    private static PoolMark Mark(int round) => new(Samples.Lineage, Samples.DatasetId, round, "seeds", "pool");

    private static GeneratedTask Task(string text) => new(text, text, null, 0);

    private static Task<GenerationState> ReadAsync(World world) =>
        WindowPool.ReadAsync(world.Store, SmallDrop.Window(world, 1) with { Round = 1 }, world.Endpoints, default);

    private static async Task WritePoolAsync(World world, params string[] texts)
    {
        using var pool = new RowWriter(world.Store, BlobPaths.Pool(Samples.Lineage, Samples.DatasetId, 0));
        foreach (var text in texts)
        {
            await pool.WriteAsync(Task(text), default);
        }

        await pool.CommitAsync(default);
    }
}
