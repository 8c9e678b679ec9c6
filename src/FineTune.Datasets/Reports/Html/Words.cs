using System.Globalization;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Reports.Html;

/// <summary>How the page writes numbers and names.</summary>
internal static class Words
{
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Share(long part, long whole) => whole == 0 ? "none" : Share((double)part / whole);

    public static string Share(double share) => share is > 0 and < 0.01 ? "under 1%" : share is < 1 and > 0.99 ? "over 99%" : (100 * share).ToString("0", CultureInfo.InvariantCulture) + "%";

    public static string Cost(decimal usd) => usd switch
    {
        0 => "$0",
        < 0.01m => "under $0.01",
        _ => "$" + usd.ToString("N2", CultureInfo.InvariantCulture),
    };

    /// <summary>A noun with its number.</summary>
    public static string Number(long count, string one, string many) => $"{Count(count)} {(count == 1 ? one : many)}";

    public static string Severity(Severity severity) => severity.ToString().ToLowerInvariant();

    public static string Date(DateOnly? date) => date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
}
