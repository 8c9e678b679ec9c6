using System.Globalization;
using FineTune.Core.Billing.Prices;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Models.Jobs;
using FineTune.Datasets.Validation;
using FineTune.Training.Runs;

namespace FineTune.Training.Planning;

/// <summary>What would make a paid job useless, found before it is paid for.</summary>
public static class Preflight
{
    /// <summary>Why the run is refused, in a sentence with what to do; null when it may continue.</summary>
    /// <param name="price">The root model's price; null when the price book has none.</param>
    /// <param name="model">The model to train from as the provider lists it; null when the provider does not know it.</param>
    public static string? Refuse(RunPlan plan, ModelPrice? price, ProviderModel? model, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Rows.Train < DropPolicy.MinimumExamples)
        {
            return Text($"The run has {plan.Rows.Train} training rows; providers train on at least {DropPolicy.MinimumExamples}. Drop more examples.");
        }

        if (plan.HeldOut.Sum(set => set.Rows) == 0)
        {
            return "No example is held out, so the candidate could not be compared with its parent. Drop more than 10 examples, and keep 'split.validation' above 0.";
        }

        if (model is null)
        {
            return $"The endpoint '{plan.Endpoint}' does not know the model '{plan.BaseModel}'. Correct 'models.trainer' in the lineage's settings.";
        }

        return Dates(plan, price, model, today) ?? Price(plan, price);
    }

    private static string? Dates(RunPlan plan, ModelPrice? price, ProviderModel model, DateOnly today)
    {
        const string NextStep = "Name another base model in 'models.trainer' and retrain on all data (strategy 'retrain').";
        if ((model.ShutdownDate ?? price?.ShutdownDate) is { } shutdown && shutdown <= today)
        {
            return Text($"The model '{plan.BaseModel}' was shut down on {shutdown:yyyy-MM-dd}. {NextStep}");
        }

        return price?.TrainableUntil is { } until && until < today
            ? Text($"The model '{plan.RootModel}' can only be trained until {until:yyyy-MM-dd}. {NextStep}")
            : null;
    }

    private static string? Price(RunPlan plan, ModelPrice? price)
    {
        var capped = plan.Settings.Budget is { PerRunUsd: not null } or { PerMonthUsd: not null };
        return capped && price is not { Kind: EndpointKind.Local } && price?.TrainingPerMillion is null
            ? $"There is no training price for '{plan.RootModel}', so the budget cannot be enforced. Add the model to the price file (setting Prices__Path), or set 'budget.perRunUsd' and 'budget.perMonthUsd' to null."
            : null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
