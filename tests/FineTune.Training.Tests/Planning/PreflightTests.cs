using FineTune.Core.Billing.Prices;
using FineTune.Core.Lineages;
using FineTune.Core.Lineages.Training;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Models.Jobs;
using FineTune.Training.Planning;
using FineTune.Training.Runs;

namespace FineTune.Training.Tests.Planning;

public sealed class PreflightTests
{
    private static readonly DateOnly Today = new(2026, 11, 22);
    private static readonly ModelPrice Price = new(EndpointKind.OpenAI, "root", Today, 2m, 8m, 25m, 65_536, null, null);
    private static readonly ProviderModel Model = new("base", null);

    private static readonly RunPlan Plan = new(
        "support", "r", DateTimeOffset.UnixEpoch, "2026-11", TrainingStrategy.Continue, 1, "openai", "root", "base", "parent", ["d"],
        new RunRows(10, 0, 0, 1, 0), 1000, new Hyperparameters(null, null, null), 3, 42, "s", null, 72, 1m, [new HeldOutSet(HeldOutKind.Validation, "d", 1)],
        new RunSettings([], new(), new(), new(), new()));

    [Fact]
    public void Refuse_AllWell_Null() => Assert.Null(Preflight.Refuse(Plan, Price, Model, Today));

    [Fact]
    public void Refuse_TooFewRows_SaysHowMany() =>
        Assert.Contains("9 training rows", Preflight.Refuse(Plan with { Rows = Plan.Rows with { Train = 9 } }, Price, Model, Today), StringComparison.Ordinal);

    [Fact]
    public void Refuse_NothingHeldOut_BeforeItIsPaidFor()
    {
        Assert.Contains("held out", Preflight.Refuse(Plan with { HeldOut = [] }, Price, Model, Today), StringComparison.Ordinal);
        Assert.Contains("held out", Preflight.Refuse(Plan with { HeldOut = [new HeldOutSet(HeldOutKind.Retention, "d", 0)] }, Price, Model, Today), StringComparison.Ordinal);
    }

    [Fact]
    public void Refuse_UnknownModel_NamesEndpointModelAndSetting()
    {
        var reason = Preflight.Refuse(Plan, Price, null, Today)!;
        Assert.All(["'openai'", "'base'", "models.trainer"], text => Assert.Contains(text, reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Refuse_ShutDown_FromThatDayOn(int days, bool refused)
    {
        Assert.Equal(refused, Preflight.Refuse(Plan, Price, Model with { ShutdownDate = Today.AddDays(days) }, Today) is not null);
        Assert.Equal(refused, Preflight.Refuse(Plan, Price with { ShutdownDate = Today.AddDays(days) }, Model, Today) is not null);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    public void Refuse_NoLongerTrainable_AfterTheLastDay(int days, bool refused) =>
        Assert.Equal(refused, Preflight.Refuse(Plan, Price with { TrainableUntil = Today.AddDays(days) }, Model, Today)?.Contains("can only be trained until", StringComparison.Ordinal) ?? false);

    [Fact]
    public void Refuse_NoTrainingPrice_OnlyWhereABudgetMustBeKept()
    {
        var uncapped = Plan with { Settings = Plan.Settings with { Budget = new BudgetSettings { PerRunUsd = null } } };
        Assert.Contains("no training price", Preflight.Refuse(Plan, null, Model, Today), StringComparison.Ordinal);
        Assert.Contains("no training price", Preflight.Refuse(Plan, Price with { TrainingPerMillion = null }, Model, Today), StringComparison.Ordinal);
        Assert.Null(Preflight.Refuse(uncapped, null, Model, Today));
        Assert.Null(Preflight.Refuse(Plan, Price with { Kind = EndpointKind.Local, TrainingPerMillion = null }, Model, Today));
    }
}
