using System.Globalization;
using NCrontab;

namespace FunctionsHost.Local.Triggers.Timers;

/// <summary>When a timer function runs: six-field NCRONTAB (seconds first) or a constant interval, in UTC.</summary>
internal sealed class TimerSchedule
{
    private static readonly TimeSpan MonitorThreshold = TimeSpan.FromMinutes(1);

    private readonly CrontabSchedule? _cron;
    private readonly TimeSpan _interval;

    private TimerSchedule(string text, CrontabSchedule? cron, TimeSpan interval) => (Text, _cron, _interval) = (text, cron, interval);

    public string Text { get; }

    /// <summary>The first occurrence after the given time, strictly.</summary>
    public DateTime NextAfter(DateTime utc) => _cron is null ? utc + _interval : Utc(_cron.GetNextOccurrence(utc));

    /// <summary>The Functions host keeps a status only for schedules whose occurrences lie at least a minute apart.</summary>
    public bool IsMonitorable(DateTime utcNow)
    {
        if (_cron is null) return _interval >= MonitorThreshold;
        var previous = NextAfter(utcNow);
        for (var i = 0; i < 10; i++)
        {
            var next = NextAfter(previous);
            if (next - previous < MonitorThreshold) return false;
            previous = next;
        }

        return true;
    }

    /// <summary>Null and the reason where the text is not a schedule.</summary>
    public static TimerSchedule? Parse(string text, out string? problem)
    {
        problem = null;
        var trimmed = text.Trim();
        if (!trimmed.Contains(' ', StringComparison.Ordinal)
            && TimeSpan.TryParse(trimmed, CultureInfo.InvariantCulture, out var interval))
        {
            if (interval > TimeSpan.Zero) return new TimerSchedule(text, null, interval);
            problem = $"the interval '{text}' must be longer than zero";
            return null;
        }

        var fields = trimmed.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        if (fields != 6)
        {
            problem = $"'{text}' has {fields} fields; six are needed (second minute hour day month day-of-week), or a time span such "
                + "as 00:30:00";
            return null;
        }

        var cron = CrontabSchedule.TryParse(trimmed, new CrontabSchedule.ParseOptions { IncludingSeconds = true }, value => value, error =>
        {
            return null!;
        });
        if (cron is null)
        {
            problem = $"'{text}' is not an NCRONTAB expression of six fields (second minute hour day month day-of-week)";
            return null;
        }

        var start = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var horizon = start.AddYears(30);
        if (cron.GetNextOccurrence(start, horizon) < horizon) return new TimerSchedule(text, cron, TimeSpan.Zero);
        problem = $"the schedule '{text}' never comes due";
        return null;
    }

    private static DateTime Utc(DateTime time) => DateTime.SpecifyKind(time, DateTimeKind.Utc);
}
