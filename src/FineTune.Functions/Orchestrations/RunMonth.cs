using System.Globalization;

namespace FineTune.Functions.Orchestrations;

/// <summary>The calendar month (UTC) in which money is booked.</summary>
internal static class RunMonth
{
    public static string Of(DateTime utc) => utc.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
