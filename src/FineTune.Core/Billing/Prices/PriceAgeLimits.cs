namespace FineTune.Core.Billing.Prices;

/// <summary>How old prices may be, in days since they were looked up (app settings <c>Prices__MaxAgeDays</c>, <c>Prices__RefuseAfterDays</c>).</summary>
public sealed record PriceAgeLimits
{
    /// <summary>Older prices are warned about.</summary>
    public int MaxAgeDays { get; init; } = 120;

    /// <summary>Paid calls by older prices are refused.</summary>
    public int RefuseAfterDays { get; init; } = 365;
}
