namespace FunctionsHost.Local.State;

/// <summary>The lease of a host that is the only one on its store.</summary>
public sealed class AlwaysHeldLease : IHostLease
{
    public TimeSpan Duration => TimeSpan.FromDays(1);

    public Task<bool> TryAcquireAsync(CancellationToken cancellationToken) => Task.FromResult(true);

    public Task<bool> RenewAsync(CancellationToken cancellationToken) => Task.FromResult(true);

    public Task ReleaseAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
