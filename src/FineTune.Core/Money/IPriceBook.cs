using FineTune.Core.Models;

namespace FineTune.Core.Money;

/// <summary>Prices as data, each with the day it was looked up.</summary>
public interface IPriceBook
{
    /// <summary>The price of a model at a kind of endpoint; a tuned model's price is that of its base's tuned line. Null: unknown. Local and recorded models cost nothing.</summary>
    ModelPrice? Find(EndpointKind kind, string model);

    /// <summary>The base models that have a training price, each once, with the prices of the base; of one kind of endpoint, or of all. The local provider's are not listed.</summary>
    IReadOnlyList<ModelPrice> Trainable(EndpointKind? kind = null);

    /// <summary>What the price's age comes to today.</summary>
    PriceAge AgeOf(ModelPrice price);
}

/// <summary>US dollars per million tokens.</summary>
/// <param name="MaxExampleTokens">Longer training examples are cut by the provider.</param>
public sealed record ModelPrice(
    EndpointKind Kind, string Model, DateOnly AsOf, decimal InputPerMillion, decimal OutputPerMillion, decimal? TrainingPerMillion,
    int MaxExampleTokens, DateOnly? TrainableUntil, DateOnly? ShutdownDate)
{
    /// <summary>A model that costs nothing; a training example's limit is that of current chat models.</summary>
    public static ModelPrice Free(EndpointKind kind, string model) => new(kind, model, DateOnly.MinValue, 0, 0, 0, 65_536, null, null);

    public decimal Call(long inputTokens, long outputTokens) =>
        ((InputPerMillion * inputTokens) + (OutputPerMillion * outputTokens)) / 1_000_000m;
}
