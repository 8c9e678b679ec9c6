using FineTune.Core.Models.Endpoints;

namespace FineTune.Core.Billing.Prices;

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
