namespace FineTune.Cli.Health;

/// <summary>What an examination has found.</summary>
/// <param name="Engine">The engine and its instances by status; null where that could not be read.</param>
/// <param name="Findings">All that is wrong; empty when the installation is healthy.</param>
internal sealed record DoctorReport(string? Engine, IReadOnlyList<Finding> Findings);
