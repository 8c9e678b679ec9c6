namespace FineTune.Core.Models.Endpoints;

/// <summary>
/// How many calls may be in flight at once: one more after each round of answers, and a part of it after a sign of overload. Values only:
/// each event returns the next state.
/// </summary>
/// <param name="Allowed">Between 1 and <paramref name="Max"/>; its whole part counts.</param>
/// <param name="Max">The bound that the settings give.</param>
/// <param name="Epoch">Grows with each decrease. Calls remember the epoch they started in.</param>
public readonly record struct AdaptiveConcurrency(double Allowed, int Max, int Epoch)
{
    private const double AfterRateLimit = 0.5;
    private const double AfterFailure = 0.75;

    public int Limit => (int)Allowed;

    /// <summary>Begins with all that is allowed: a new endpoint is trusted until it complains.</summary>
    public static AdaptiveConcurrency Start(int max) => new(Math.Max(1, max), Math.Max(1, max), 0);

    public AdaptiveConcurrency Succeeded() => this with { Allowed = Math.Min(Max, Allowed + (1 / Allowed)) };

    /// <summary>Calls that started before the last decrease tell nothing new: a burst of refusals counts once.</summary>
    /// <param name="startedIn">Epoch in which the call began.</param>
    /// <param name="rateLimited">The endpoint said that it is too much; otherwise it failed or kept silent.</param>
    public AdaptiveConcurrency Overloaded(int startedIn, bool rateLimited) => startedIn != Epoch
        ? this
        : this with { Allowed = Math.Max(1, Allowed * (rateLimited ? AfterRateLimit : AfterFailure)), Epoch = Epoch + 1 };
}
