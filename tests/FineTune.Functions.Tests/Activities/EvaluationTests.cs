using FineTune.Core.Models.Endpoints;
using FineTune.Core.Storage;
using FineTune.Functions.Activities.Evaluation;
using FineTune.Functions.Contracts.Evaluation;
using FineTune.Functions.Contracts.Runs;
using FineTune.Functions.Tests.Support;
using FineTune.Training.Runs;

namespace FineTune.Functions.Tests.Activities;

/// <summary>Windows of an evaluation, and what they come to.</summary>
public sealed class EvaluationTests
{
    private const string A = "aaaaaaaaaaaaaaaa";
    private readonly World _world = new();

    [Fact]
    public async Task EvaluateWindow_JudgeUnknownAtTheProvider_FailsInsteadOfWaitingForTheCandidate()
    {
        await EvaluationAsync();
        _world.Endpoints.Models["judge-1"] = new FakeChat(_ => throw new ProviderException(ProviderErrorKind.NotFound, "no judge-1"));

        var failure = await Assert.ThrowsAsync<ProviderException>(PlayAsync);

        Assert.Equal("no judge-1", failure.Message);
    }

    [Fact]
    public async Task EvaluateWindow_CandidateNotCallableYet_AsksToWaitAndKeepsItsReservation()
    {
        await EvaluationAsync();
        _world.Endpoints.Models["ft:1"] = new FakeChat(_ => throw new ProviderException(ProviderErrorKind.NotFound, "not yet"));

        var progress = await PlayAsync();

        Assert.True(progress is { NotReady: true, Complete: false });
        _world.Endpoints.Models["ft:1"] = new FakeChat(_ => Task.FromResult(FakeChat.Text("candidate")));
        Assert.True((await PlayAsync()).Complete);
        var month = await AccountAsync();
        Assert.Equal(0, month.ReservedUsd);
        Assert.Equal(4 * 4 * (100m + (2 * 50m)) / 1_000_000m, month.SpentUsd);
    }

    [Fact]
    public async Task EvaluateWindow_ContestantsAndJudges_ShareTheWindowsPartOfTheLimits()
    {
        await EvaluationAsync();

        await PlayAsync();

        var uses = _world.Endpoints.Uses.Select(use => $"{use.Model} {use.Use!.Role}").Order();
        Assert.Equal(["base-1 contestant", "ft:1 contestant", "judge-1 judge"], uses);
        Assert.Equal(1, Assert.Single(_world.Endpoints.Uses.Select(use => use.Use!.Shares).Distinct()).Sharers);
    }

    [Fact]
    public async Task CompareModels_AfterAllWindows_WritesTheEvaluationAndItsCost()
    {
        await EvaluationAsync();
        await PlayAsync();

        var end = await new CompareModels(_world.Store).RunAsync(
            new CompareInput(Samples.Plan, new RunEnd(RunState.Running, Model: "ft:1"), [Window]), default);

        Assert.Equal(RunState.Running, end.State);
        Assert.Equal(4, end.Evaluation!.Ties);
        Assert.Contains("\"costUsd\": 0.0032", _world.Store.Text(BlobPaths.RunEvaluation(Samples.Lineage, Samples.RunId)), StringComparison.Ordinal);
    }

    private static EvaluationWindow Window => new(0, HeldOutKind.Validation, A, [0, 1, 2, 3]);

    private Task<EvaluationProgress> PlayAsync() => _world.Evaluate.RunAsync(new EvaluateWindowInput(Samples.Plan, "ft:1", Window, 1), default);

    private async Task EvaluationAsync()
    {
        await _world.StageAsync(A, 20, validation: 4);
        _world.Endpoints.Models["ft:1"] = new FakeChat(_ => Task.FromResult(FakeChat.Text("candidate")));
        _world.Endpoints.Models["base-1"] = new FakeChat(_ => Task.FromResult(FakeChat.Text("parent")));
        _world.Endpoints.Models["judge-1"] = new FakeChat(_ => FakeChat.Score(7));
    }

    private Task<FineTune.Core.Billing.AccountMonth> AccountAsync() => _world.Account.GetAsync(Samples.Lineage, Samples.Month);
}
