using System.Globalization;
using FunctionsHost.Local.Triggers.Timers;

namespace FunctionsHost.Local.Tests.Triggers;

public sealed class TimerScheduleTests
{
    [Theory]
    [InlineData("0 0 2 * * *", "2026-03-01T01:59:59", "2026-03-01T02:00:00")]
    [InlineData("0 0 2 * * *", "2026-03-01T02:00:00", "2026-03-02T02:00:00")]
    [InlineData("*/15 * * * * *", "2026-03-01T02:00:07", "2026-03-01T02:00:15")]
    [InlineData("0 30 9 * * MON-FRI", "2026-03-06T10:00:00", "2026-03-09T09:30:00")]
    [InlineData("0 0 0 29 2 *", "2026-03-01T00:00:00", "2028-02-29T00:00:00")]
    [InlineData("00:30:00", "2026-03-01T00:10:00", "2026-03-01T00:40:00")]
    [InlineData("1.00:00:00", "2026-03-01T00:10:00", "2026-03-02T00:10:00")]
    public void NextAfter_Schedule_IsTheNextOccurrenceInUtc(string schedule, string from, string expected)
    {
        var next = Parse(schedule).NextAfter(Time(from));

        Assert.Equal(Time(expected), next);
        Assert.Equal(DateTimeKind.Utc, next.Kind);
    }

    [Theory]
    [InlineData("*/15 * * * * *", false)]
    [InlineData("0,30 0 2 * * *", false)]
    [InlineData("0 */1 * * * *", true)]
    [InlineData("0 0 2 * * *", true)]
    [InlineData("00:00:59", false)]
    [InlineData("00:01:00", true)]
    public void IsMonitorable_OccurrencesAMinuteApart_Only(string schedule, bool expected) =>
        Assert.Equal(expected, Parse(schedule).IsMonitorable(Time("2026-03-01T00:00:00")));

    [Theory]
    [InlineData("0 2 * * *", "5 fields")]
    [InlineData("", "six are needed")]
    [InlineData("nightly", "six are needed")]
    [InlineData("0 0 25 * * *", "NCRONTAB")]
    [InlineData("0 0 0 31 2 *", "never comes due")]
    [InlineData("00:00:00", "longer than zero")]
    [InlineData("-00:01:00", "longer than zero")]
    public void Parse_BadSchedule_SaysWhy(string schedule, string reason)
    {
        Assert.Null(TimerSchedule.Parse(schedule, out var problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }

    private static TimerSchedule Parse(string text) => TimerSchedule.Parse(text, out var problem) ?? throw new ArgumentException(problem);

    private static DateTime Time(string text) =>
        DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
