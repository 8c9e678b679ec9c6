using System.Globalization;
using System.Text.RegularExpressions;

namespace FineTune.Providers.Http;

/// <summary>How long an error reply asks to wait; at most a day.</summary>
internal static partial class RetryAdvice
{
    private const double LongestSeconds = 86_400;

    /// <summary>
    /// <c>retry-after-ms</c>, else <c>retry-after</c> (seconds or a date), else, of a reply about limits, <c>x-ratelimit-reset-*</c> of what
    /// is used up: the longest of those, or where the reply does not say what is, the shortest. Null: it does not say.
    /// </summary>
    public static TimeSpan? Read(int status, Func<string, string?> header, TimeProvider time)
    {
        foreach (var name in (string[])["retry-after-ms", "x-ms-retry-after-ms"])
        {
            if (Number(header(name)) is { } ms)
            {
                return Seconds(ms / 1000);
            }
        }

        var value = header("retry-after");
        if (Number(value) is { } seconds)
        {
            return Seconds(seconds);
        }

        if (DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
        {
            return at > time.GetUtcNow() ? Seconds((at - time.GetUtcNow()).TotalSeconds) : TimeSpan.Zero;
        }

        return status is 429 or 503 ? Reset(header) : null;
    }

    private static TimeSpan? Reset(Func<string, string?> header)
    {
        var resets = ((string[])["requests", "tokens"])
            .Select(kind => (UsedUp: Number(header($"x-ratelimit-remaining-{kind}")) is 0, After: Duration(header($"x-ratelimit-reset-{kind}"))))
            .Where(reset => reset.After > TimeSpan.Zero)
            .ToList();
        return resets.Exists(r => r.UsedUp) ? resets.Where(r => r.UsedUp).Max(r => r.After) : resets.Min(r => r.After);
    }

    /// <summary><c>1s</c>, <c>6m0s</c>, <c>120ms</c>, <c>1h2m</c>, or plain seconds.</summary>
    private static TimeSpan? Duration(string? text)
    {
        if (Number(text) is { } seconds)
        {
            return Seconds(seconds);
        }

        var parts = text is null ? null : DurationFormat().Match(text);
        return parts is not { Success: true, Length: > 0 } ? null : Seconds(
            (Part("h") * 3600) + (Part("m") * 60) + Part("s") + (Part("ms") / 1000));

        double Part(string unit) => Number(parts.Groups[unit].Value) ?? 0;
    }

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(Math.Min(seconds, LongestSeconds));

    [GeneratedRegex(@"^(?:(?<h>[\d.]+)h)?(?:(?<m>[\d.]+)m(?!s))?(?:(?<s>[\d.]+)s)?(?:(?<ms>[\d.]+)ms)?$", RegexOptions.CultureInvariant)]
    private static partial Regex DurationFormat();
}
