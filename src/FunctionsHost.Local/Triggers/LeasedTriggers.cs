using FunctionsHost.Local.State;
using Microsoft.Extensions.Logging;

namespace FunctionsHost.Local.Triggers;

/// <summary>Runs the blob and timer triggers while this host holds the lease: gaining it starts them, losing it stops them.</summary>
internal sealed class LeasedTriggers(IHostLease lease, Func<TriggerSet> create, TimeProvider timeProvider, ILogger logger) : IDisposable
{
    /// <summary>How long functions under way may go on after the lease was lost.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;
    private bool _isHeld;
    private volatile TriggerSet? _triggers;

    /// <summary>What runs now; null while another host has the lease.</summary>
    public TriggerSet? Current => _triggers;

    /// <summary>Tries once to get the lease and start, and goes on trying after it returns.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _isHeld = await TryAcquireAsync(cancellationToken);
        if (_isHeld) await BeginAsync();
        else logger.LogInformation("This host does not hold the trigger lease; it runs blob and timer triggers once it does.");
        var isRunning = _isHeld;
        _running = Task.Run(() => RunAsync(isRunning, _stopping.Token), CancellationToken.None);
    }

    /// <summary>Stops the triggers, waits for functions under way as long as the token allows, and gives the lease up.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await EndAsync(cancellationToken);
        if (!_isHeld) return;
        try
        {
            await lease.ReleaseAsync(cancellationToken);
        }
        catch (Exception error)
        {
            logger.LogWarning(
                error, "The trigger lease could not be released; another host takes over within {Duration}.", lease.Duration);
        }
    }

    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync(bool isRunning, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            if (isRunning)
            {
                await HoldAsync(stopping);
                if (stopping.IsCancellationRequested) return;
                _isHeld = false;
                logger.LogWarning("The trigger lease is lost; the blob and timer triggers of this host stop.");
                using var patience = new CancellationTokenSource(s_patience, timeProvider);
                await EndAsync(patience.Token);
            }

            await PauseAsync(lease.Duration / 3, stopping);
            if (stopping.IsCancellationRequested) return;
            _isHeld = await TryAcquireAsync(stopping);
            isRunning = _isHeld && await TryBeginAsync();
        }
    }

    /// <summary>Returns when the lease is lost, is about to end without having been renewed, or the host stops.</summary>
    private async Task HoldAsync(CancellationToken stopping)
    {
        var renewed = timeProvider.GetTimestamp();
        TimeSpan Rest() => (lease.Duration * 5 / 6) - timeProvider.GetElapsedTime(renewed);
        while (Rest() is var rest && rest > TimeSpan.Zero)
        {
            await PauseAsync(rest < lease.Duration / 3 ? rest : lease.Duration / 3, stopping);
            if (stopping.IsCancellationRequested || Rest() <= TimeSpan.Zero) return;
            try
            {
                var asked = timeProvider.GetTimestamp();
                if (!await lease.RenewAsync(stopping).WaitAsync(Rest(), timeProvider, stopping)) return;
                renewed = asked;
            }
            catch (Exception error) when (!stopping.IsCancellationRequested)
            {
                logger.LogWarning(error, "The trigger lease could not be renewed.");
            }
        }
    }

    private async Task<bool> TryAcquireAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await lease.TryAcquireAsync(cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogWarning(error, "The trigger lease could not be acquired; the host tries again.");
            return false;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<bool> TryBeginAsync()
    {
        try
        {
            await BeginAsync();
            logger.LogInformation("This host holds the trigger lease now and runs the blob and timer triggers.");
            return true;
        }
        catch (Exception error)
        {
            logger.LogError(error, "The triggers could not be started; the host tries again.");
            return false;
        }
    }

    /// <summary>A new set each time: another host may have moved on what the old one remembers.</summary>
    private async Task BeginAsync()
    {
        var triggers = create();
        await triggers.StartAsync();
        _triggers = triggers;
    }

    private async Task EndAsync(CancellationToken cancellationToken)
    {
        if (_triggers is not { } triggers) return;
        _triggers = null;
        await triggers.StopAsync(cancellationToken);
        await triggers.DisposeAsync();
    }

    private Task PauseAsync(TimeSpan pause, CancellationToken stopping) =>
        Task.Delay(pause, timeProvider, stopping)
            .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
