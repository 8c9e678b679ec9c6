namespace FineTune.Durable;

/// <summary>The version of an orchestrator or activity. Versions compare case-insensitively.</summary>
public readonly struct TaskVersion : IEquatable<TaskVersion>
{
    /// <summary>No version: equal to the default value and to a version made of null or of an empty string.</summary>
    public static readonly TaskVersion Unversioned;

    private readonly string? version;

    /// <summary>Creates a version.</summary>
    /// <exception cref="ArgumentException">The version consists of white space only.</exception>
    public TaskVersion(string? version)
    {
        if (!string.IsNullOrEmpty(version) && string.IsNullOrWhiteSpace(version))
        {
            throw new ArgumentException(
                $"A version of white space only says nothing. Pass null, or {nameof(TaskVersion)}.{nameof(Unversioned)}.",
                nameof(version));
        }

        this.version = version;
    }

    /// <summary>The version as it was given; the empty string where there is none.</summary>
    public string Version => version ?? string.Empty;

    /// <summary>The version as text.</summary>
    public static implicit operator string(TaskVersion value) => value.Version;

    /// <summary>Text as a version; null means <see cref="Unversioned"/>.</summary>
    public static implicit operator TaskVersion(string? value) => new(value);

    /// <summary>Whether two versions are the same but for their case.</summary>
    public static bool operator ==(TaskVersion a, TaskVersion b) => a.Equals(b);

    /// <summary>Whether two versions differ by more than their case.</summary>
    public static bool operator !=(TaskVersion a, TaskVersion b) => !a.Equals(b);

    /// <summary>Whether two versions are the same but for their case.</summary>
    public bool Equals(TaskVersion other) => string.Equals(Version, other.Version, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TaskVersion other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Version);
}
