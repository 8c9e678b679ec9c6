using System.Text;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace FunctionsHost.Local.Durable.Payloads;

/// <summary>
/// Every value that crosses a function's border makes the round trip through text. Large ones are a design mistake, because
/// histories are replayed: 45 KB of UTF-8 is warned about, more than 1 MiB is refused.
/// </summary>
internal sealed class PayloadLimits(DataConverter converter, ILogger logger)
{
    public const int WarningBytes = 45 * 1024;
    public const int LimitBytes = 1024 * 1024;

    public DataConverter Converter => converter;

    /// <param name="value">The value; null has no payload.</param>
    /// <param name="what">Names the value in messages, for example: the input of activity 'X'.</param>
    /// <param name="quiet">Whether the warning was given before (in a replay).</param>
    /// <exception cref="ArgumentException">The payload is larger than the limit.</exception>
    public string? Serialize(object? value, string what, bool quiet = false)
    {
        var payload = converter.Serialize(value);
        if (payload is null || payload.Length * 3L <= WarningBytes) return payload;

        var bytes = Encoding.UTF8.GetByteCount(payload);
        if (bytes > LimitBytes)
        {
            throw new ArgumentException($"The payload is too large: {what} has {bytes / 1024.0:N0} KB, the limit is "
                + $"{LimitBytes / 1024} KB. "
                + "Keep the data in a blob and pass a reference to it.");
        }

        if (bytes > WarningBytes && !quiet)
        {
            logger.LogWarning("A large payload: {What} has {Size} KB. Above {Warning} KB replays become slow: keep the data in a blob and "
                + "pass a reference to it.", what, bytes / 1024, WarningBytes / 1024);
        }

        return payload;
    }
}
