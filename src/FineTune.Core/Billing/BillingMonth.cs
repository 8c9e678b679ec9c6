using System.Globalization;

namespace FineTune.Core.Billing;

/// <summary>The calendar month (UTC) in which costs are booked.</summary>
public static class BillingMonth
{
    public static string Of(DateTime utc) => utc.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
