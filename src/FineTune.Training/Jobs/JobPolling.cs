namespace FineTune.Training.Jobs;

/// <summary>When to poll a job again.</summary>
public static class JobPolling
{
    private const double Growth = 1.5;

    /// <param name="poll">Looks so far, from 0.</param>
    /// <returns><paramref name="first"/>, then half as long again each time, up to <paramref name="max"/>.</returns>
    public static TimeSpan Next(int poll, TimeSpan first, TimeSpan max)
    {
        var wanted = first.TotalSeconds * Math.Pow(Growth, Math.Max(poll, 0));
        return wanted >= max.TotalSeconds ? max : TimeSpan.FromSeconds(wanted);
    }
}
