using FineTune.Core.Models.Endpoints;

namespace FineTune.Core.Billing.Prices;

/// <summary>Prices as data, each with the day it was looked up.</summary>
public interface IPriceBook
{
    /// <summary>The price of a model at a kind of endpoint; a tuned model's price is that of its base's tuned line. Null: unknown. Local and recorded models cost nothing.</summary>
    ModelPrice? Find(EndpointKind kind, string model);

    /// <summary>The base models that have a training price, each once, with the prices of the base; of one kind of endpoint, or of all. The local provider's are not listed.</summary>
    IReadOnlyList<ModelPrice> Trainable(EndpointKind? kind = null);

    /// <summary>The consequence of the price's age today.</summary>
    PriceAge AgeOf(ModelPrice price);
}
