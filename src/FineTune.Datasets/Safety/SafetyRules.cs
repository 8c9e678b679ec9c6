using FineTune.Core.Examples;
using FineTune.Core.Lineages;
using FineTune.Datasets.Conversations;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Safety;

/// <summary>Looks for personal data, secrets and text aimed at judges in every message. Findings never hold more than the first four characters of a secret.</summary>
internal static class SafetyRules
{
    public static void Check(TurnPaths paths, ChatExample example, SafetySettings settings, LineFindings findings)
    {
        foreach (var (text, path) in Texts(paths, example))
        {
            Secret(text, path, settings.Secrets, findings);
            PersonalDataOf(text, path, settings.Pii, findings);
            if (JudgeInjection.IsIn(text))
            {
                findings.Add(RuleIds.JudgeInjection, $"{path} addresses the judge of the answer.", path, SeverityOf(settings.Injection, Severity.Warning));
            }
        }
    }

    /// <summary>What should have been replaced and is still there is an error.</summary>
    public static void CheckRedacted(TurnPaths paths, ChatExample example, SafetySettings settings, LineFindings findings)
    {
        foreach (var (text, path) in Texts(paths, example))
        {
            if (settings.Secrets == SafetyAction.Redact)
            {
                Secret(text, path, SafetyAction.Reject, findings);
            }

            if (settings.Pii == SafetyAction.Redact)
            {
                PersonalDataOf(text, path, SafetyAction.Reject, findings);
            }
        }
    }

    private static IEnumerable<(string Text, string Path)> Texts(TurnPaths paths, ChatExample example)
    {
        for (var i = 0; i < example.Messages.Count; i++)
        {
            var turn = example.Messages[i];
            if (!string.IsNullOrEmpty(turn.Content))
            {
                yield return (turn.Content, paths.Of(i));
            }

            if (!string.IsNullOrEmpty(turn.Refusal))
            {
                yield return (turn.Refusal, paths.Message(i) + ".refusal");
            }

            if (!string.IsNullOrEmpty(turn.Name))
            {
                yield return (turn.Name, paths.Message(i) + ".name");
            }

            if (turn.ToolCalls is { } calls)
            {
                yield return (calls.GetRawText(), paths.Message(i) + ".tool_calls");
            }
        }

        if (example.Tools is { } tools)
        {
            yield return (tools.GetRawText(), "$.tools");
        }
    }

    private static void Secret(string text, string path, SafetyAction action, LineFindings findings)
    {
        if (SecretScan.Find(text) is { } found)
        {
            findings.Add(
                found.IsKnown ? RuleIds.KnownSecret : RuleIds.LikelySecret,
                $"{path} contains {found.Kind} ({found.Start}..., {found.Length} characters).{Said(action)}", path, SeverityOf(action, Severity.Warning));
        }
    }

    private static void PersonalDataOf(string text, string path, SafetyAction action, LineFindings findings)
    {
        var counts = PersonalData.Count(text);
        Pii(RuleIds.EmailAddress, counts.Emails, "e-mail address", path, action, findings);
        Pii(RuleIds.PhoneNumber, counts.Phones, "phone number", path, action, findings);
        Pii(RuleIds.Iban, counts.Ibans, "IBAN", path, action, findings);
        Pii(RuleIds.CardNumber, counts.Cards, "card number", path, action, findings);
        Pii(RuleIds.IpAddress, counts.IpAddresses, "public IP address", path, action, findings);
    }

    private static void Pii(string rule, int count, string what, string path, SafetyAction action, LineFindings findings)
    {
        if (count > 0)
        {
            findings.Add(rule, $"{path} contains what looks like {(count == 1 ? $"one {what}" : $"{count} {what}{(what.EndsWith('s') ? "es" : "s")}")}.{Said(action)}", path, SeverityOf(action, Severity.Info));
        }
    }

    private static string Said(SafetyAction action) => action == SafetyAction.Redact ? " Replaced by placeholders." : "";

    private static Severity SeverityOf(SafetyAction action, Severity redacted) => action switch
    {
        SafetyAction.Reject => Severity.Error,
        SafetyAction.Redact => redacted,
        _ => Severity.Warning,
    };
}
