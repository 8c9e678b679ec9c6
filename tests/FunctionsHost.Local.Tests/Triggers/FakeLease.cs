using FunctionsHost.Local.State;

namespace FunctionsHost.Local.Tests.Triggers;

/// <summary>A lease whose answers the test gives.</summary>
internal sealed class FakeLease : IHostLease
{
    private int _asked;
    private int _renewed;

    public TimeSpan Duration { get; } = TimeSpan.FromSeconds(30);

    public Func<bool> Acquire { get; set; } = () => true;

    public Func<bool> Renew { get; set; } = () => true;

    public int Asked => Volatile.Read(ref _asked);

    public int Renewed => Volatile.Read(ref _renewed);

    public bool IsReleased { get; private set; }

    public Task<bool> TryAcquireAsync(CancellationToken cancellationToken)
    {
        var answer = Run(Acquire);
        Interlocked.Increment(ref _asked);
        return answer;
    }

    public Task<bool> RenewAsync(CancellationToken cancellationToken)
    {
        var answer = Run(Renew);
        Interlocked.Increment(ref _renewed);
        return answer;
    }

    public Task ReleaseAsync(CancellationToken cancellationToken)
    {
        IsReleased = true;
        return Task.CompletedTask;
    }

    private static Task<bool> Run(Func<bool> answer)
    {
        try
        {
            return Task.FromResult(answer());
        }
        catch (Exception error)
        {
            return Task.FromException<bool>(error);
        }
    }
}
