using System.Globalization;
using FineTune.Core.Models.Endpoints;

namespace FineTune.Core.Billing.Prices;

/// <summary>Whether a price is young enough to plan and to spend by.</summary>
public static class PriceAgePolicy
{
    /// <summary>Models of the local provider, and those that cost nothing, never age.</summary>
    public static PriceAge Of(ModelPrice price, DateOnly today, PriceAgeLimits limits)
    {
        ArgumentNullException.ThrowIfNull(price);
        ArgumentNullException.ThrowIfNull(limits);
        var days = today.DayNumber - price.AsOf.DayNumber;
        if (price.Kind == EndpointKind.Local || price is { InputPerMillion: 0, OutputPerMillion: 0, TrainingPerMillion: null or 0 })
        {
            return default;
        }

        var what = string.Create(CultureInfo.InvariantCulture, $"The price of '{price.Model}' at {price.Kind} is from {price.AsOf:yyyy-MM-dd}, {days} days ago");
        return days > limits.RefuseAfterDays
            ? new PriceAge(null, string.Create(CultureInfo.InvariantCulture, $"{what}; paid calls are refused after {limits.RefuseAfterDays} days, because no budget could be enforced. Provide a price file with newer rows (setting Prices__Path), or raise Prices__RefuseAfterDays."))
            : days > limits.MaxAgeDays
                ? new PriceAge(string.Create(CultureInfo.InvariantCulture, $"{what}; it may have changed (Prices__MaxAgeDays is {limits.MaxAgeDays}). Compare it with the provider's list, and provide a price file with newer rows (setting Prices__Path)."), null)
                : default;
    }
}
