using FineTune.Core.Models;

namespace FineTune.Core.Money;

/// <summary>Prices as data, each with the day it was looked up.</summary>
public interface IPriceBook
{
    /// <summary>The price of a model at a kind of endpoint; a tuned model's price is that of its base's tuned line. Null: unknown. Local and recorded models cost nothing.</summary>
    ModelPrice? Find(EndpointKind kind, string model);
}

/// <summary>US dollars per million tokens.</summary>
/// <param name="MaxExampleTokens">Longer training examples are cut by the provider.</param>
public sealed record ModelPrice(
    EndpointKind Kind, string Model, DateOnly AsOf, decimal InputPerMillion, decimal OutputPerMillion, decimal? TrainingPerMillion,
    int MaxExampleTokens, DateOnly? TrainableUntil, DateOnly? ShutdownDate)
{
    public decimal Call(long inputTokens, long outputTokens) =>
        ((InputPerMillion * inputTokens) + (OutputPerMillion * outputTokens)) / 1_000_000m;
}
