using FineTune.Core.Lineages.Training;
using FineTune.Core.Models.Jobs;
using FineTune.Core.Registry;
using FineTune.Core.Storage;
using FineTune.Storage.Folders;
using FineTune.Storage.Registry;
using FineTune.Testing;
using Microsoft.Extensions.Time.Testing;

namespace FineTune.Storage.Tests.Registry;

public sealed class BlobModelRegistryTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));
    private readonly InMemoryBlobStore _store = new();
    private readonly BlobModelRegistry _registry;

    public BlobModelRegistryTests() => _registry = new BlobModelRegistry(_store, _time);

    [Fact]
    public async Task Register_Runs_AreNumberedFromOneAndListedInOrder()
    {
        var one = await _registry.RegisterAsync(Version("run-a"));
        var two = await _registry.RegisterAsync(Version("run-b") with { Parent = 1 });

        Assert.Equal((1, 2), (one.Number, two.Number));
        Assert.Equal(["run-a", "run-b"], (await _registry.ListAsync("support")).Select(v => v.RunId));
        Assert.Equivalent(two, await _registry.GetAsync("support", 2), strict: true);
        Assert.Contains("registry/support/versions/0002.json", _store.Names);
    }

    [Fact]
    public async Task Register_TheSameRunAgain_GivesTheVersionItHas()
    {
        var one = await _registry.RegisterAsync(Version("run-a"));
        await _registry.RegisterAsync(Version("run-b"));

        var again = await _registry.RegisterAsync(Version("run-a") with { CostUsd = 99 });

        Assert.Equal(1, again.Number);
        Assert.Equal(one.CostUsd, again.CostUsd);
        Assert.Equal(2, (await _registry.ListAsync("support")).Count);
    }

    [Fact]
    public async Task Register_ManyRunsTwiceAtOnce_EachGetsOneNumberWithoutGaps()
    {
        using var folder = new TempFolder();
        var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(
            () => new BlobModelRegistry(new FolderBlobStore(folder.Path), _time).RegisterAsync(Version($"run-{i / 2}")))));

        Assert.All(results.GroupBy(v => v.RunId), run => Assert.Single(run.Select(v => v.Number).Distinct()));
        Assert.Equal([1, 2, 3, 4, 5, 6], results.Select(v => v.Number).Distinct().Order());
    }

    [Fact]
    public async Task Get_NoSuchVersion_IsNull()
    {
        Assert.Null(await _registry.GetAsync("support", 1));
        Assert.Null(await _registry.GetAsync("support", 0));
        Assert.Null(await _registry.GetAsync("support", -3));
        Assert.Empty(await _registry.ListAsync("support"));
    }

    [Fact]
    public async Task List_OtherBlobsInTheRegistry_AreNoVersions()
    {
        await _registry.RegisterAsync(Version("run-a"));
        _store.With(new BlobRef("registry", "support/versions/notes.txt"), "x").With(new BlobRef("registry", "support/versions/old.json"), "{}");

        Assert.Single(await _registry.ListAsync("support"));
    }

    [Fact]
    public async Task MoveAlias_ForthAndBack_KeepsTheWholeHistory()
    {
        await _registry.RegisterAsync(Version("run-a"));
        await _registry.RegisterAsync(Version("run-b"));
        Assert.Null(await _registry.ResolveAsync("support", Aliases.Champion));

        await _registry.MoveAliasAsync("support", Aliases.Champion, 1, "gate passed", "m1");
        await _registry.MoveAliasAsync("support", Aliases.Champion, 2, "gate passed", "m2");
        await _registry.MoveAliasAsync("support", "canary", 2, "by hand", "m3");
        var back = await _registry.MoveAliasAsync("support", Aliases.Champion, 1, "rolled back", "m4");

        Assert.Equal(new AliasMove("m4", Aliases.Champion, 2, 1, _time.GetUtcNow(), "rolled back"), back);
        Assert.Equal(1, await _registry.ResolveAsync("support", Aliases.Champion));
        Assert.Equal(["m1", "m2", "m3", "m4"], (await _registry.GetHistoryAsync("support")).Select(m => m.Id));
    }

    [Fact]
    public async Task MoveAlias_TheSameMoveAgain_ChangesNothing()
    {
        await _registry.RegisterAsync(Version("run-a"));
        await _registry.RegisterAsync(Version("run-b"));
        var first = await _registry.MoveAliasAsync("support", Aliases.Champion, 1, "gate passed", "m1");
        await _registry.MoveAliasAsync("support", Aliases.Champion, 2, "gate passed", "m2");

        Assert.Equal(first, await _registry.MoveAliasAsync("support", Aliases.Champion, 1, "gate passed", "m1"));
        Assert.Equal(2, await _registry.ResolveAsync("support", Aliases.Champion));
    }

    [Fact]
    public async Task MoveAlias_ToNoVersion_IsRefused()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => _registry.MoveAliasAsync("support", Aliases.Champion, 7, "typo", "m1"));

        Assert.Contains("no version 7", error.Message, StringComparison.Ordinal);
        Assert.Empty(await _registry.GetHistoryAsync("support"));
    }

    [Fact]
    public async Task MoveAlias_ManyMoversInManyProcesses_LoseNoMove()
    {
        using var folder = new TempFolder();
        await new BlobModelRegistry(new FolderBlobStore(folder.Path), _time).RegisterAsync(Version("run-a"));

        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(
            () => new BlobModelRegistry(new FolderBlobStore(folder.Path), _time).MoveAliasAsync("support", Aliases.Champion, 1, "race", $"m{i}"))));

        var history = await new BlobModelRegistry(new FolderBlobStore(folder.Path), _time).GetHistoryAsync("support");
        Assert.Equal(12, history.Select(m => m.Id).Distinct().Count());
        Assert.Null(history[0].From);
        Assert.All(history.Skip(1), m => Assert.Equal(1, m.From));
    }

    [Fact]
    public async Task Register_LineageThatIsNone_IsRefused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => _registry.RegisterAsync(Version("run-a") with { Lineage = "../other" }));

    private static ModelVersion Version(string runId) => new(
        "support", 0, runId, "local", "ft:gpt-4.1-mini:local::1", null, "gpt-4.1-mini-2025-04-14", null, TrainingStrategy.Retrain, ["0011223344556677"],
        new VersionExamples(20, 8, 0, 2, 1), new ResolvedHyperparameters(3, 1, 1.8), 42, "ftjob-1", 12345, 0.06m,
        new VersionEvaluation(7.5, 7.0, 5, 3, 2, 0, "promote"), new DateTimeOffset(2026, 11, 22, 9, 0, 0, TimeSpan.Zero));
}
