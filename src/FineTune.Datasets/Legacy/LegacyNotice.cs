using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Legacy;

/// <summary>What one check of the legacy suite says about a file.</summary>
/// <param name="Rule">FT311 to FT324.</param>
/// <param name="Message">Never quotes row text.</param>
public sealed record LegacyNotice(string Rule, LegacyLevel Level, string Message)
{
    /// <summary>A finding about the whole set: info stays info, optional and necessary become warnings, errors errors.</summary>
    public Finding ToFinding() => RuleBook.Finding(Rule, 0, Message, severity: Level switch
    {
        LegacyLevel.Info => Severity.Info,
        LegacyLevel.Error => Severity.Error,
        _ => Severity.Warning,
    });
}
