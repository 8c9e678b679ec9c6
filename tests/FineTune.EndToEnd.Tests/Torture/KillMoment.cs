using System.Globalization;

namespace FineTune.EndToEnd.Tests.Torture;

/// <summary>
/// When a process is killed: some time after its start, some time after its host is up, or right after the n-th time that
/// the engine's log of commits has grown (between a commit and what follows from it in memory).
/// </summary>
internal sealed record KillMoment(KillKind Kind, TimeSpan Delay, int Commits)
{
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(1);

    /// <summary>The next moment of a seeded sequence.</summary>
    public static KillMoment Next(Random random) => random.Next(10) switch
    {
        < 2 => new KillMoment(KillKind.AfterStart, TimeSpan.FromMilliseconds(random.Next(50, 1800)), 0),
        < 6 => new KillMoment(KillKind.AfterReady, TimeSpan.FromMilliseconds(random.Next(0, 2500)), 0),
        _ => new KillMoment(KillKind.AfterCommit, TimeSpan.Zero, random.Next(1, 50)),
    };

    /// <summary>Waits for the moment. False when the process ended before it.</summary>
    /// <param name="hostBefore">When host-process.json was last written before the process was started.</param>
    public async Task<bool> BeforeAsync(TemporaryData data, DateTime hostBefore, Task ended)
    {
        switch (Kind)
        {
            case KillKind.AfterStart:
                return await PassAsync(Delay, ended);
            case KillKind.AfterReady:
                return await UntilAsync(() => data.Changed("host-process.json") != hostBefore, ended) && await PassAsync(Delay, ended);
            default:
                var seen = Log(data);
                var commits = 0;
                return await UntilAsync(
                    () =>
                    {
                        var now = Log(data);
                        commits += now == seen ? 0 : 1;
                        seen = now;
                        return commits >= Commits;
                    },
                    ended);
        }
    }

    public override string ToString() => Kind == KillKind.AfterCommit
        ? string.Create(CultureInfo.InvariantCulture, $"commit {Commits}")
        : string.Create(CultureInfo.InvariantCulture, $"{Delay.TotalMilliseconds:0} ms after {(Kind == KillKind.AfterStart ? "start" : "ready")}");

    private static (DateTime, long) Log(TemporaryData data)
    {
        var file = new FileInfo(Path.Combine(data.Path, "engine.db-wal"));
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }

    private static async Task<bool> PassAsync(TimeSpan delay, Task ended) => delay == TimeSpan.Zero || await Task.WhenAny(ended, Task.Delay(delay)) != ended;

    private static async Task<bool> UntilAsync(Func<bool> isThere, Task ended)
    {
        using var timer = new PeriodicTimer(_poll);
        while (!ended.IsCompleted)
        {
            if (isThere())
            {
                return true;
            }

            await timer.WaitForNextTickAsync();
        }

        return false;
    }
}

internal enum KillKind
{
    AfterStart,
    AfterReady,
    AfterCommit,
}
