using FineTune.Core.Billing.Prices;
using FineTune.Core.Lineages;
using FineTune.Core.Models.Endpoints;

namespace FineTune.Synthesis.Estimates;

/// <summary>The prices of models in roles.</summary>
/// <param name="kindOf">What speaks at an endpoint; null where it is not described.</param>
internal sealed class ChosenPrices(IPriceBook prices, Func<string, EndpointKind?> kindOf)
{
    private readonly List<ModelPrice> _used = [];

    /// <summary>Warnings about the ages of all prices found so far.</summary>
    public IEnumerable<string> Warnings => _used.Select(prices.AgeOf).Select(age => age.Refusal ?? age.Warning).OfType<string>().Distinct();

    /// <summary>The price, or why there is none.</summary>
    public (ModelPrice? Price, string? Note) Find(ModelChoice choice)
    {
        if (kindOf(choice.Endpoint) is not { } kind)
        {
            return (null, $"The endpoint '{choice.Endpoint}' is not configured: set Endpoints__{choice.Endpoint}__Kind.");
        }

        if (prices.Find(kind, choice) is not { } price)
        {
            return (null, $"No price is known for '{choice.PricedAs ?? choice.Model}' at {kind}: add it to the price file (setting Prices__Path).");
        }

        Use(price);
        return (price, kind == EndpointKind.Local ? "The local provider is free of charge." : null);
    }

    /// <summary>The price of what is tuned from a base: its own line where there is one.</summary>
    public ModelPrice Tuned(ModelPrice root) =>
        prices.Find(root.Kind, root.Kind == EndpointKind.Azure ? root.Model + ".ft-0" : "ft:" + root.Model) ?? root;

    public void Use(ModelPrice price) => _used.Add(price);
}
