using System.Globalization;
using FineTune.Core.Billing;
using FineTune.Core.Billing.Prices;
using FineTune.Core.Lineages;
using FineTune.Core.Lineages.Training;
using FineTune.Core.Registry;
using FineTune.Functions.Activities.Registering;
using FineTune.Functions.Contracts.Runs;
using FineTune.Training.Planning;
using FineTune.Training.Runs;

namespace FineTune.Functions.Activities.Runs;

/// <summary>Decides what a run does: pure, from settings, ancestry and manifests.</summary>
internal static class RunPlanner
{
    /// <summary>The plan, without what only its written files tell (rows, tokens, price).</summary>
    /// <param name="attempt">How many runs of the very same work have ended already: asking again is a new run.</param>
    public static RunPlan Plan(PlanInput input, LineageSettings settings, ModelPrice price, Ancestry ancestry, RunMaterial material, int attempt)
    {
        var trainer = settings.Models.Trainer!;
        var champion = ancestry.Champion;
        var newTokens = material.Fresh.Sum(increment => increment.TrainTokens);
        var allTokens = newTokens + material.Earlier.Sum(increment => increment.TrainTokens);
        var strategy = StrategyPolicy.Choose(settings.Strategy, champion is not null, CanContinue(champion, trainer, price, input.Now), newTokens, allTokens);
        var root = trainer.Model;
        var increments = material.Fresh.Select(increment => increment.DatasetId).ToList();
        var planHash = string.Create(CultureInfo.InvariantCulture, $"{PlanHash.Of(strategy, trainer.Endpoint, root, settings.Replay, settings.Training)}#{attempt}");
        var runId = RunId.Of(input.Lineage, champion?.Number, increments, planHash);
        var newRows = (int)material.Fresh.Sum(increment => increment.Counts.Train);
        var continues = strategy == TrainingStrategy.Continue && champion is not null;
        return new RunPlan(
            input.Lineage, runId, new DateTimeOffset(input.Now, TimeSpan.Zero), BillingMonth.Of(input.Now), strategy, champion?.Number, trainer.Endpoint,
            root, continues ? champion!.Model : root, champion is null ? root : champion.Deployment ?? champion.Model, increments,
            new RunRows(0, Generated(material, strategy), 0, 0, (int)material.Fresh.Sum(i => i.Counts.RejectedByRules + i.Counts.RejectedByJudges)),
            0, HyperparameterPolicy.Derive(settings.Training, strategy, newRows, champion?.Examples.Train, champion?.Hyperparameters), 0,
            settings.Training.Seed, ModelSuffix.Of(input.Lineage, runId), settings.Training.TrainingType, settings.Training.DeadlineHours, 0,
            HeldOut(material), new RunSettings(settings.Models.Judges, settings.Evaluation, settings.Gate, settings.Approval, settings.Budget));
    }

    /// <summary>A chain continues only at the endpoint and on the root it began with, and while that base can be trained.</summary>
    private static bool CanContinue(ModelVersion? champion, ModelChoice trainer, ModelPrice price, DateTime now) =>
        champion is not null && champion.Endpoint == trainer.Endpoint && champion.RootModel == trainer.Model
        && (price.TrainableUntil is null || DateOnly.FromDateTime(now) <= price.TrainableUntil);

    private static int Generated(RunMaterial material, TrainingStrategy strategy) =>
        (int)(strategy == TrainingStrategy.Retrain ? material.Earlier.Concat(material.Fresh) : material.Fresh).Sum(i => i.Counts.AcceptedGenerated);

    private static List<HeldOutSet> HeldOut(RunMaterial material) =>
    [
        .. material.Fresh.Where(i => i.Counts.Validation > 0)
            .Select(i => new HeldOutSet(HeldOutKind.Validation, i.DatasetId, (int)i.Counts.Validation)),
        .. material.Earlier.Where(i => i.Counts.Retention > 0)
            .Select(i => new HeldOutSet(HeldOutKind.Retention, i.DatasetId, (int)i.Counts.Retention)),
    ];
}
