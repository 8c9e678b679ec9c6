namespace FineTune.Core.Models.Endpoints;

/// <summary>The level of one limit per minute. Not thread-safe: <see cref="RateShare"/> guards it.</summary>
/// <param name="perMinute">What flows in; 0: no limit.</param>
internal sealed class RateBucket(double perMinute)
{
    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(1);

    // One second's worth may go out at once, and always one.
    private readonly double _capacity = Math.Max(1, perMinute * Burst.TotalMinutes);
    private double _level = Math.Max(1, perMinute * Burst.TotalMinutes);

    /// <summary>How long until <paramref name="amount"/> may go out. More than the bucket holds goes out when it is full, and leaves a debt.</summary>
    public TimeSpan Wait(double amount)
    {
        var missing = Math.Min(amount, _capacity) - _level;
        return perMinute <= 0 || missing <= 0 ? TimeSpan.Zero : TimeSpan.FromMinutes(missing / perMinute);
    }

    public void Fill(TimeSpan passed) => Add(perMinute * passed.TotalMinutes);

    /// <summary>A negative amount is taken out.</summary>
    public void Add(double amount) => _level = Math.Min(_capacity, _level + amount);
}
