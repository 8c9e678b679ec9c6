using System.Text.Json;
using FunctionsHost.Local.State;
using Microsoft.Azure.Functions.Worker;

namespace FunctionsHost.Local.Triggers.Timers;

/// <summary>
/// The last and next occurrences of the timers that are monitored, kept so that a missed one is noticed at the next start.
/// </summary>
internal sealed class TimerStatuses(IHostStateStore store)
{
    /// <summary>Null where the function has none, has one of another schedule, or has one that cannot be read.</summary>
    public async Task<ScheduleStatus?> FindAsync(string function, TimerSchedule schedule)
    {
        var stored = Read(await store.GetAsync(KeyOf(function), CancellationToken.None));
        return stored?.Schedule == schedule.Text
            ? new ScheduleStatus { Last = Utc(stored.Last), Next = Utc(stored.Next), LastUpdated = Utc(stored.LastUpdated) }
            : null;
    }

    public Task SaveAsync(string function, TimerSchedule schedule, ScheduleStatus status) => store.PutAsync(
        KeyOf(function),
        JsonSerializer.Serialize(new Stored(function, schedule.Text, status.Last.Ticks, status.Next.Ticks, status.LastUpdated.Ticks)),
        CancellationToken.None);

    private static Stored? Read(string? json)
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize<Stored>(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string KeyOf(string function) => $"timers/{StateKey.Hash(function.ToUpperInvariant())}";

    private static DateTime Utc(long ticks) => new(ticks, DateTimeKind.Utc);

    private sealed record Stored(string Function, string Schedule, long Last, long Next, long LastUpdated);
}
