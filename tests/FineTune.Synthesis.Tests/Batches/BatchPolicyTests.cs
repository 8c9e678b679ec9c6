using FineTune.Core.Billing;
using FineTune.Core.Billing.Prices;
using FineTune.Core.Lineages;
using FineTune.Core.Models.Batches;
using FineTune.Core.Models.Endpoints;
using FineTune.Synthesis.Batches;

namespace FineTune.Synthesis.Tests.Batches;

public sealed class BatchPolicyTests
{
    private static readonly BatchSettings _auto = new();
    private static readonly BatchSettings _always = new() { Mode = BatchMode.Always };

    [Theory]
    [InlineData(BatchMode.Auto, 100, true, null, true)]
    [InlineData(BatchMode.Auto, 99, true, null, false)]
    [InlineData(BatchMode.Auto, 5000, false, null, false)]
    [InlineData(BatchMode.Auto, 5000, true, 0.5, false)]
    [InlineData(BatchMode.Auto, 5000, true, 1.0, true)]
    [InlineData(BatchMode.Always, 1, true, 0.1, true)]
    [InlineData(BatchMode.Always, 0, true, null, false)]
    [InlineData(BatchMode.Never, 5000, true, null, false)]
    public void Decide_CallsOfferAndTime(BatchMode mode, int calls, bool offered, double? hoursLeft, bool expected)
    {
        var choice = BatchPolicy.Decide(
            new BatchSettings { Mode = mode }, calls, Endpoint(EndpointKind.OpenAI, offered), tuned: false, hoursLeft is { } hours ? TimeSpan.FromHours(hours) : null);

        Assert.Equal(new BatchChoice(expected, null), choice);
    }

    [Theory]
    [InlineData(EndpointKind.Compatible, "Endpoints__main__Batches")]
    [InlineData(EndpointKind.Azure, "Endpoints__main__BatchDeployments")]
    public void Decide_AlwaysWhereNoneAreTaken_IsRefusedWithTheSetting(EndpointKind kind, string setting)
    {
        var choice = BatchPolicy.Decide(_always, 500, Endpoint(kind, offered: false), tuned: false, null);

        Assert.False(choice.UseBatches);
        Assert.Contains(setting, choice.Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EndpointKind.Azure, false)]
    [InlineData(EndpointKind.OpenAI, true)]
    public void Decide_TunedModel_NotOnAzure(EndpointKind kind, bool expected)
    {
        Assert.Equal(new BatchChoice(expected, null), BatchPolicy.Decide(_auto, 500, Endpoint(kind), tuned: true, null));
        Assert.Equal(expected, BatchPolicy.Decide(_always, 500, Endpoint(kind), tuned: true, null).Refusal is null);
    }

    [Theory]
    [InlineData(0, 1, BatchState.Completed, 10, BatchStep.Done)]
    [InlineData(0, 9, BatchState.Failed, -1, BatchStep.Done)]
    [InlineData(500, 1, BatchState.Completed, 10, BatchStep.Again)]
    [InlineData(500, 1, BatchState.Expired, 10, BatchStep.Again)]
    [InlineData(500, 2, BatchState.Expired, 10, BatchStep.Singly)]
    [InlineData(500, 1, BatchState.Expired, 0, BatchStep.Singly)]
    [InlineData(500, 1, BatchState.Cancelled, 10, BatchStep.Singly)]
    [InlineData(500, 1, BatchState.Failed, 10, BatchStep.Singly)]
    [InlineData(99, 1, BatchState.Completed, 10, BatchStep.Singly)]
    public void Next_Auto(int rest, int rounds, BatchState ended, double hoursLeft, BatchStep expected) =>
        Assert.Equal(expected, BatchPolicy.Next(_auto, rest, rounds, ended, [], TimeSpan.FromHours(hoursLeft)));

    [Fact]
    public void Next_AlwaysWithFewLeft_GoesIntoAnotherBatch() =>
        Assert.Equal(BatchStep.Again, BatchPolicy.Next(_always, 3, 1, BatchState.Expired, [], TimeSpan.FromHours(1)));

    [Theory]
    [InlineData("token_limit_exceeded", BatchStep.Again)]
    [InlineData("invalid_json_line", BatchStep.Singly)]
    public void Next_RefusedBatch_DependsOnTheReason(string code, BatchStep expected) =>
        Assert.Equal(expected, BatchPolicy.Next(_auto, 500, 1, BatchState.Failed, [new BatchProblem(code, null)], TimeSpan.FromHours(1)));

    [Fact]
    public void Next_AnyProvider_EndsWithinTheRounds()
    {
        var rounds = 1;
        while (BatchPolicy.Next(_always, 500, rounds, BatchState.Expired, [], TimeSpan.FromHours(1)) == BatchStep.Again)
        {
            rounds++;
        }

        Assert.Equal(_always.Rounds, rounds);
    }

    [Fact]
    public void Explain_Problems_NameCodeLineAndNextStep()
    {
        var batch = Batch(new BatchProblem("model_mismatch", 7), new BatchProblem("invalid_request", null));

        Assert.Equal(
            "The provider refused the batch b1: model_mismatch in line 7 and 1 more: the deployment is not a batch deployment: on Azure, name one of sku GlobalBatch or DataZoneBatch in Endpoints__main__BatchDeployments.",
            BatchProblems.Explain("main", batch));
        Assert.Equal("The provider refused the batch b1 (Failed) and did not give a reason.", BatchProblems.Explain("main", Batch()));
    }

    [Theory]
    [InlineData(EndpointKind.Azure, 60, 300)]
    [InlineData(EndpointKind.OpenAI, 60, 300)]
    [InlineData(EndpointKind.Local, 2, 300)]
    public void Polling_IsSlowerThanForJobs_ExceptLocally(EndpointKind kind, int first, int max) =>
        Assert.Equal((TimeSpan.FromSeconds(first), TimeSpan.FromSeconds(max)), BatchPolling.Of(Endpoint(kind)));

    [Fact]
    public void LedgerKey_OtherRequestsOrOrdinal_IsAnotherKey()
    {
        string[] keys = [LedgerKey.OfBatch("d", "c1", 0), LedgerKey.OfBatch("d", "c2", 0), LedgerKey.OfBatch("d", "c1", 1), LedgerKey.OfBatch("e", "c1", 0)];

        Assert.Equal(4, keys.Distinct().Count());
        Assert.Equal(keys[0], LedgerKey.OfBatch("d", "c1", 0));
    }

    [Fact]
    public void BatchPrice_FactorOrItsOwn()
    {
        var price = new ModelPrice(EndpointKind.OpenAI, "m", default, 3m, 12m, null, 0, null, null);

        Assert.Equal((1.5m, 6m), (price.Batch(0.5m).InputPerMillion, price.Batch(0.5m).OutputPerMillion));
        var own = (price with { BatchInputPerMillion = 2m, BatchOutputPerMillion = 10m }).Batch(0.5m);
        Assert.Equal((2m, 10m), (own.InputPerMillion, own.OutputPerMillion));
    }

    private static ModelBatch Batch(params BatchProblem[] problems) =>
        new("b1", BatchState.Failed, "Failed", "file-1", null, null, new BatchCounts(0, 0, 0), problems, default, null, null);

    private static EndpointInfo Endpoint(EndpointKind kind, bool offered = true) =>
        new("main", kind, 0, 8, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(5), TimeSpan.Zero)
        {
            Batches = offered ? new BatchOffer(50_000, 200_000_000, 0.5m) : null,
        };
}
