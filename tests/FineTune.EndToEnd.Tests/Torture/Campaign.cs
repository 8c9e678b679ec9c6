namespace FineTune.EndToEnd.Tests.Torture;

/// <summary>
/// Kills the real program again and again, by SIGKILL, and starts it again, until it has ended by itself; then looks whether anything
/// differs from an undisturbed run. Goes on with new data until the number of kills is reached.
/// </summary>
internal sealed class Campaign(int kills, int seed, Action<string> say)
{
    /// <summary>The pipeline gets on between two kills, but not past this many.</summary>
    private const int KillsOfARound = 25;

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);
    private readonly Random _random = new(seed);
    private readonly List<string> _log = [];

    public async Task RunAsync()
    {
        using var calm = new TemporaryData();
        await FinetuneProcess.RunAsync(0, "try", "--data", calm.Path);
        await SettleAsync(calm);
        Outcome.AssertBooks(calm);
        var expected = Outcome.Of(calm);
        for (var (killed, round) = (0, 1); killed < kills; round++)
        {
            killed += await RoundAsync(expected, Math.Min(KillsOfARound, kills - killed));
            say($"Seed {seed}, round {round}: {killed} of {kills} kills; all as undisturbed.");
        }
    }

    private async Task<int> RoundAsync(Outcome expected, int most)
    {
        var data = new TemporaryData();
        _log.Clear();
        try
        {
            var killed = 0;
            while (killed < most && await KillAsync(data))
            {
                killed++;
            }

            await FinetuneProcess.RunAsync(0, "try", "--data", data.Path);
            await SettleAsync(data);
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
    private async Task<bool> KillAsync(TemporaryData data)
    {
        var moment = KillMoment.Next(_random);
        _log.Add(moment.ToString());
        var hostBefore = data.Changed("host-process.json");
        await using var process = FinetuneProcess.Start("try", "--data", data.Path);
        var ended = process.WaitAsync();
        if (!await moment.BeforeAsync(data, hostBefore, ended))
        {
            Assert.True(await ended == 0, process.Output);
            return false;
        }

        await process.KillAsync();
        AssertSound(data);
        return true;
    }

    /// <summary>The host works off what a finished try leaves to it: runs are closed, money is settled. Then it is killed too.</summary>
    private static async Task SettleAsync(TemporaryData data)
    {
        await using var host = FinetuneProcess.Start("up", "--port", "0", "--data", data.Path);
        var ended = host.WaitAsync();
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var until = DateTime.UtcNow + _patience;
        while (EngineState.Read(data, checkIntegrity: false) is { } state && state.Open.Any(id => id.StartsWith("tune-", StringComparison.Ordinal)))
        {
            Assert.True(DateTime.UtcNow < until, $"After {_patience} still under way: {string.Join(", ", state.Open)}");
            Assert.True(!ended.IsCompleted, host.Output);
            await pause.WaitForNextTickAsync();
        }

        await host.KillAsync();
        AssertSound(data);
    }

    private static void AssertSound(TemporaryData data)
    {
        if (EngineState.Read(data) is { } state)
        {
            Assert.Equal("ok", state.Integrity);
            Assert.Empty(state.Orphans);
            Assert.Empty(state.Failed);
        }
    }
}
