namespace FunctionsHost.Local.State;

/// <summary>
/// Says which of several hosts on one store runs the blob and timer triggers. Orchestrations and HTTP functions need no lease.
/// </summary>
public interface IHostLease
{
    /// <summary>How long the lease lasts unless it is renewed. The host renews it three times in that time.</summary>
    TimeSpan Duration { get; }

    /// <summary>Takes the lease, or renews it where this host has it already. False where another host has it.</summary>
    Task<bool> TryAcquireAsync(CancellationToken cancellationToken);

    /// <summary>Keeps the lease for another <see cref="Duration"/>. False where it is lost. An exception leaves that open.</summary>
    Task<bool> RenewAsync(CancellationToken cancellationToken);

    /// <summary>Gives the lease up, so that another host need not wait for its end.</summary>
    Task ReleaseAsync(CancellationToken cancellationToken);
}
