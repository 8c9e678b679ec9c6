namespace FineTune.EndToEnd.Tests.Torture;

/// <summary>What is tortured: an engine, and where its data lies.</summary>
internal abstract class Target
{
    /// <summary>Put behind <c>try</c> and <c>up</c>.</summary>
    public abstract IReadOnlyList<string> Arguments { get; }

    public virtual IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    /// <summary>The next moment of a seeded sequence.</summary>
    public abstract KillMoment Next(Random random);

    /// <summary>The open instances; null where there is no hub yet.</summary>
    public abstract Task<IReadOnlyList<string>?> OpenAsync(TemporaryData data);

    /// <summary>After a kill: nothing is damaged, and no instance has failed.</summary>
    public abstract Task AssertSoundAsync(TemporaryData data);

    /// <summary>Brings the blobs into the data folder, if they are elsewhere.</summary>
    public virtual Task CollectAsync(TemporaryData data) => Task.CompletedTask;
}
