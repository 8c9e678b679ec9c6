using FineTune.Durable.Sqlite.Storage;
using FineTune.Durable.Worker;

namespace FunctionsHost.Local.Triggers.Timers;

/// <summary>The last and next occurrences of the timers that are monitored, kept so that a missed one is noticed at the next start.</summary>
internal sealed class TimerStatuses(SqliteDatabase database)
{
    /// <summary>Null where the function has none, or has one of another schedule.</summary>
    public ScheduleStatus? Find(string function, TimerSchedule schedule) => database.ReadSession(session =>
        session.Query("SELECT last, next, updated FROM timer_status WHERE function = $1 AND schedule = $2", reader => new ScheduleStatus
        {
            Last = Utc(reader.GetInt64(0)),
            Next = Utc(reader.GetInt64(1)),
            LastUpdated = Utc(reader.GetInt64(2)),
        }, function, schedule.Text).FirstOrDefault());

    public Task SaveAsync(string function, TimerSchedule schedule, ScheduleStatus status) => database.WriteAsync(session => session.Execute(
        """
        INSERT INTO timer_status(function, schedule, last, next, updated) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT DO UPDATE SET schedule = excluded.schedule, last = excluded.last, next = excluded.next, updated = excluded.updated
        """, function, schedule.Text, status.Last.Ticks, status.Next.Ticks, status.LastUpdated.Ticks));

    private static DateTime Utc(long ticks) => new(ticks, DateTimeKind.Utc);
}
