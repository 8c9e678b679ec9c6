namespace FineTune.EndToEnd.Tests.Torture;

/// <summary>
/// Kills the real program again and again, by SIGKILL, and starts it again, until it has ended by itself; then looks whether anything
/// differs from an undisturbed run. Goes on with new data until the number of kills is reached.
/// </summary>
/// <param name="target">Makes the target of the next round.</param>
internal sealed class Campaign(int kills, int seed, Func<Target> target, Action<string> say)
{
    /// <summary>The pipeline gets on between two kills, but not past this many.</summary>
    private const int KillsOfARound = 25;

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);
    private readonly Random _random = new(seed);
    private readonly List<string> _log = [];

    public async Task RunAsync()
    {
        // On SQLite whatever is tortured: the engine must make no difference.
        using var calm = new TemporaryData();
        await FinetuneProcess.RunAsync(0, "try", "--data", calm.Path);
        await SettleAsync(new SqliteTarget(), calm);
        Outcome.AssertBooks(calm);
        var expected = Outcome.Of(calm);
        for (var (killed, round) = (0, 1); killed < kills; round++)
        {
            killed += await RoundAsync(target(), expected, Math.Min(KillsOfARound, kills - killed));
            say($"Seed {seed}, round {round}: {killed} of {kills} kills; all as undisturbed.");
        }
    }

    private async Task<int> RoundAsync(Target target, Outcome expected, int most)
    {
        var data = new TemporaryData();
        _log.Clear();
        try
        {
            var killed = 0;
            while (killed < most && await KillAsync(target, data))
            {
                killed++;
            }

            await FinetuneProcess.RunAsync(0, target.Settings, ["try", "--data", data.Path, .. target.Arguments]);
            await SettleAsync(target, data);
            await target.CollectAsync(data);
            expected.AssertSame(Outcome.Of(data));
            Outcome.AssertBooks(data);
            data.Dispose();
            return killed;
        }
        catch (Exception e)
        {
            // What is left behind is the evidence.
            throw new InvalidOperationException($"Seed {seed}; killed at: {string.Join(", ", _log)}. The data is kept in {data.Path}.\n{e.Message}", e);
        }
    }

    /// <summary>False when the program ended by itself before the moment came.</summary>
    private async Task<bool> KillAsync(Target target, TemporaryData data)
    {
        var moment = target.Next(_random);
        _log.Add(moment.ToString());
        var hostBefore = data.Changed("host-process.json");
        await using var process = FinetuneProcess.Start(target.Settings, ["try", "--data", data.Path, .. target.Arguments]);
        var ended = process.WaitAsync();
        if (!await moment.BeforeAsync(data, hostBefore, ended))
        {
            Assert.True(await ended == 0, process.Output);
            return false;
        }

        await process.KillAsync();
        await target.AssertSoundAsync(data);
        return true;
    }

    /// <summary>The host works off what a finished try leaves to it: runs are closed, money is settled. Then it is killed too.</summary>
    private static async Task SettleAsync(Target target, TemporaryData data)
    {
        await using var host = FinetuneProcess.Start(target.Settings, ["up", "--port", "0", "--data", data.Path, .. target.Arguments]);
        var ended = host.WaitAsync();
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var until = DateTime.UtcNow + _patience;
        while (await target.OpenAsync(data) is { } open && open.Any(id => id.StartsWith("tune-", StringComparison.Ordinal)))
        {
            Assert.True(DateTime.UtcNow < until, $"After {_patience} still under way: {string.Join(", ", open)}");
            Assert.True(!ended.IsCompleted, host.Output);
            await pause.WaitForNextTickAsync();
        }

        await host.KillAsync();
        await target.AssertSoundAsync(data);
    }
}
