using FunctionsHost.Local.Triggers.Blobs;
using FunctionsHost.Local.Triggers.Timers;

namespace FunctionsHost.Local.Triggers;

/// <summary>The blob and timer functions of an app, at work once, between start and stop.</summary>
internal sealed class TriggerSet(BlobTriggers? blobs, TimerTriggers timers) : IAsyncDisposable
{
    /// <summary>Blobs queued, running, or waiting for their next try.</summary>
    public int OpenBlobs => blobs?.Open ?? 0;

    public async Task StartAsync()
    {
        await timers.StartAsync();
        blobs?.Start();
    }

    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(timers.StopAsync(cancellationToken), blobs?.StopAsync(cancellationToken) ?? Task.CompletedTask);

    public async ValueTask DisposeAsync()
    {
        await timers.DisposeAsync();
        if (blobs is not null) await blobs.DisposeAsync();
    }
}
