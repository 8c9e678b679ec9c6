using System.Globalization;
using FineTune.Core.Billing.Estimates;
using FineTune.Core.Billing.Prices;
using FineTune.Core.Lineages;
using FineTune.Core.Models;
using FineTune.Core.Models.Endpoints;
using FineTune.Datasets.Profiles;
using FineTune.Synthesis.Batches;

namespace FineTune.Synthesis.Estimates;

/// <summary>Estimates what a drop costs on its way to a model, for every model of the price list that can be trained.</summary>
/// <param name="kindOf">What speaks at an endpoint; null where it is not described.</param>
public sealed class DropEstimator(IPriceBook prices, ITokenCounter tokens, Func<string, EndpointKind?> kindOf, DateOnly today)
{
    /// <param name="settings">With the app's defaults filled in; a role that stays open costs nothing here.</param>
    /// <param name="baseModel">The model and endpoint that the drop was checked for.</param>
    /// <param name="trained">Where an increment was made already.</param>
    public DropEstimate Estimate(DatasetProfile profile, LineageSettings settings, ModelChoice baseModel, TrainedRows? trained = null)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(baseModel);
        var name = baseModel.PricedAs ?? baseModel.Model;
        var chosen = new ChosenPrices(prices, kindOf);
        var sizes = DropSizes.Of(profile, settings, trained);
        var preparation = new PreparationEstimator(chosen, tokens);
        var stages = preparation.Estimate(sizes, settings);
        var prepared = stages.Any(stage => stage.Cost is null) ? null : stages.Aggregate(CostRange.Zero, (sum, stage) => sum + stage.Cost!);
        var training = new TrainingEstimator(chosen, preparation, tokens, profile, sizes, settings, today);
        var own = kindOf(baseModel.Endpoint) is { } kind ? prices.Find(kind, name) : null;
        var others = prices.Trainable().Where(price => own is null || price.Kind != own.Kind || !price.Model.Equals(own.Model, StringComparison.OrdinalIgnoreCase));
        return new DropEstimate(
            name, sizes.Candidates, sizes.TrainRows, sizes.TrainRowsAtMost, sizes.HeldOut, stages,
            [
                .. own is null ? [] : new[] { training.Estimate(own, name, isBase: true, prepared) },
                .. others.Select(price => training.Estimate(price, name, isBase: false, prepared))
                    .OrderBy(row => !row.CanBeTrained).ThenBy(row => row.Training.ExpectedUsd).ThenBy(row => row.Model, StringComparer.Ordinal).ThenBy(row => row.Kind),
            ],
            [.. Assumptions(sizes, settings, trained is not null)],
            [.. chosen.Warnings]);
    }

    private static IEnumerable<string> Assumptions(DropSizes sizes, LineageSettings settings, bool isMade)
    {
        yield return isMade
            ? Text($"{sizes.TrainRows:N0} rows of the increment are used for training.")
            : Text($"Expected: every valid line passes and {100 * DropSizes.KeptCandidates:0}% of {sizes.Candidates:N0} candidates do; {sizes.TrainRows:N0} rows are used for training.");
        yield return Text($"At most: every prompt and answer has its maximum length, everything is kept, and {100 * settings.Replay.Share:0.#}% of replay is added.");
        yield return settings.Training.Epochs is { } epochs
            ? Text($"Epochs: {epochs}, from the lineage's settings.")
            : Text($"Epochs: {EpochPolicy.TargetEpochs}, more below {EpochPolicy.MinTargetExamples / EpochPolicy.TargetEpochs} rows and fewer above {EpochPolicy.MaxTargetExamples / EpochPolicy.TargetEpochs:N0}; the provider's own choice may differ.");
        if (BatchSettings.Of(settings).IsOn)
        {
            yield return "Generation and judging are priced as single calls. Calls in batches cost the endpoint's share of that, usually half.";
        }

        yield return "Evaluation covers this drop's held-out rows; retention sets of earlier increments are extra. Hosting of deployed models on Azure is billed separately.";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
