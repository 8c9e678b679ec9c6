using System.Globalization;
using FineTune.Core.Billing;
using FineTune.Core.Billing.Estimates;
using FineTune.Core.Billing.Prices;
using FineTune.Core.Lineages;
using FineTune.Core.Models;
using FineTune.Datasets.Profiles;

namespace FineTune.Synthesis.Estimates;

/// <summary>What training and proving each model costs.</summary>
internal sealed class TrainingEstimator(
    ChosenPrices prices, PreparationEstimator preparation, ITokenCounter tokens, DatasetProfile profile, DropSizes sizes, LineageSettings settings, DateOnly today)
{
    /// <param name="prepared">Generating and judging; null where a price of it is not known.</param>
    public TrainingEstimate Estimate(ModelPrice price, string baseModel, bool isBase, CostRange? prepared)
    {
        var (perEpoch, cut, exact) = Tokens(price, baseModel);
        var share = profile.Tokens.Total == 0 ? 0 : (decimal)perEpoch / profile.Tokens.Total;
        var epochs = settings.Training.Epochs ?? EpochPolicy.Estimate(Rows(sizes.TrainRows));
        var most = settings.Training.Epochs ?? Math.Max(epochs, EpochPolicy.Estimate(Rows(sizes.TrainRowsAtMost)));
        var training = new CostRange(
            TrainingPrice.WorstCase((long)Math.Ceiling(sizes.TrainTokens * share), epochs, price),
            TrainingPrice.WorstCase((long)Math.Ceiling(sizes.TrainTokensAtMost * share), most, price));
        var evaluation = Evaluate(prices.Tuned(price));
        prices.Use(price);
        var gone = Gone(price);
        return new TrainingEstimate(
            price.Kind, price.Model, isBase, perEpoch, exact, cut, epochs, settings.Training.Epochs is not null, training, evaluation,
            prepared is null || evaluation is null ? null : prepared + training + evaluation, price.AsOf, price.TrainableUntil, price.ShutdownDate,
            gone is null, gone ?? Ends(price) ?? Cut(price, cut));
    }

    /// <summary>Counted for this model where it was; otherwise the base model's count, which is exact where both have one encoding.</summary>
    private (long Tokens, long Cut, bool Exact) Tokens(ModelPrice price, string baseModel)
    {
        var encoding = tokens.Encoding(price.Model);
        var total = profile.TokenTotals.FirstOrDefault(sum => sum.Encoding == encoding && sum.Limit == price.MaxExampleTokens);
        return total is not null
            ? (total.Tokens, total.CutExamples, total.Exact)
            : (profile.Tokens.Total, 0, encoding == tokens.Encoding(baseModel) && profile.Tokens.Max <= price.MaxExampleTokens);
    }

    /// <summary>As the evaluation sets money aside: two models answer, and the panel reads both answers.</summary>
    private CostRange? Evaluate(ModelPrice tuned)
    {
        var rows = Math.Min(sizes.HeldOut, settings.Evaluation.MaxExamplesPerSet);
        var rowTokens = rows * sizes.MeanTokens;
        var most = rows * settings.Evaluation.MaxOutputTokens;
        var asked = new CostRange(tuned.Call(rowTokens, rowTokens), tuned.Call(rowTokens, most));
        foreach (var judge in settings.Models.Judges)
        {
            if (prices.Find(judge).Price is not { } price)
            {
                return null;
            }

            asked += preparation.Judge(price, judge.Model, rows, 2 * rowTokens, rowTokens + most);
        }

        return asked * 2;
    }

    private string? Gone(ModelPrice price) =>
        price.ShutdownDate <= today ? Text($"Shut down on {price.ShutdownDate:yyyy-MM-dd}: choose another base model.")
        : price.TrainableUntil < today ? Text($"Could only be trained until {price.TrainableUntil:yyyy-MM-dd}: choose another base model.")
        : null;

    private string? Ends(ModelPrice price) => (price.TrainableUntil ?? price.ShutdownDate) is { } end && end.DayNumber - today.DayNumber is >= 0 and <= 60 and var days
        ? Text($"Training ends in {days} days, including that of models continued from it.")
        : null;

    private static string? Cut(ModelPrice price, long cut) =>
        cut == 0 ? null : Text($"{cut} examples are over its limit of {price.MaxExampleTokens:N0} tokens: their end, the answer, would be cut off.");

    private static int Rows(long rows) => (int)Math.Min(rows, int.MaxValue);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
