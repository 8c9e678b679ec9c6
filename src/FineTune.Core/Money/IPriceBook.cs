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
/// <param name="BatchInputPerMillion">Of batches, where it is not simply a share of the price of single calls.</param>
/// <param name="BatchOutputPerMillion">As <paramref name="BatchInputPerMillion"/>.</param>
/// <param name="MaxExampleTokens">Longer training examples are cut by the provider.</param>
public sealed record ModelPrice(
    EndpointKind Kind, string Model, DateOnly AsOf, decimal InputPerMillion, decimal OutputPerMillion, decimal? TrainingPerMillion,
    int MaxExampleTokens, DateOnly? TrainableUntil, DateOnly? ShutdownDate,
    decimal? BatchInputPerMillion = null, decimal? BatchOutputPerMillion = null)
{
    /// <summary>A model that costs nothing; a training example's limit is that of current chat models.</summary>
    public static ModelPrice Free(EndpointKind kind, string model) => new(kind, model, DateOnly.MinValue, 0, 0, 0, 65_536, null, null);

    public decimal Call(long inputTokens, long outputTokens) =>
        ((InputPerMillion * inputTokens) + (OutputPerMillion * outputTokens)) / 1_000_000m;

    /// <summary>The price of the same model in batches.</summary>
    /// <param name="factor">The endpoint's share of the price of single calls, where the model has no batch price of its own.</param>
    public ModelPrice Batch(decimal factor) => this with
    {
        InputPerMillion = BatchInputPerMillion ?? InputPerMillion * factor,
        OutputPerMillion = BatchOutputPerMillion ?? OutputPerMillion * factor,
    };
}
