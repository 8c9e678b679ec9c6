namespace FineTune.Core.Lineages;

/// <summary>How lines with personal data, secrets or text aimed at judges are treated.</summary>
public sealed record SafetySettings
{
    /// <summary>E-mail addresses, phone numbers, IBANs, card numbers and public IP addresses.</summary>
    public SafetyAction Pii { get; init; } = SafetyAction.Warn;

    /// <summary>Keys, tokens and passwords.</summary>
    public SafetyAction Secrets { get; init; } = SafetyAction.Reject;

    /// <summary>Text that addresses the judges of the answers; it cannot be redacted.</summary>
    public SafetyAction Injection { get; init; } = SafetyAction.Warn;
}
