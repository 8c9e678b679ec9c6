using FineTune.Core.Models;
using FineTune.Core.Models.Endpoints;
using FineTune.Providers.Http;

namespace FineTune.Providers.Limits;

/// <summary>The pause that an endpoint asked one call for, and that all calls keep.</summary>
/// <param name="longest">Longer pauses fail calls at once.</param>
internal sealed class EndpointPause(string endpoint, TimeSpan longest, TimeProvider time)
{
    private readonly Lock _lock = new();
    private DateTimeOffset _until = DateTimeOffset.MinValue;

    public void For(TimeSpan wait)
    {
        lock (_lock)
        {
            var until = time.GetUtcNow() + wait;
            _until = until > _until ? until : _until;
        }
    }

    /// <exception cref="ProviderException">There is no time for the rest of the pause.</exception>
    public async Task WaitAsync(string what, CancellationToken cancellationToken)
    {
        var wait = Left();
        if (wait > longest)
        {
            throw ProviderErrors.Paused(what, wait);
        }

        if (wait > TimeSpan.Zero)
        {
            ModelMetrics.Waited(endpoint, "pause", wait);
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    private TimeSpan Left()
    {
        lock (_lock)
        {
            return _until - time.GetUtcNow();
        }
    }
}
