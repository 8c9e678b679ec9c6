using FineTune.Core.Lineages;

namespace FineTune.Core.Datasets.Safety;

/// <summary>Looks for personal data, secrets and text aimed at judges in every message. Findings never hold more than the first four characters of a secret.</summary>
internal static class SafetyRules
{
    public static void Check(InputShape shape, ChatExample example, SafetySettings settings, LineFindings findings)
    {
        for (var i = 0; i < example.Messages.Count; i++)
        {
            var turn = example.Messages[i];
            if (!string.IsNullOrEmpty(turn.Content))
            {
                Check(turn.Content, TurnPaths.Of(shape, example, i), settings, findings);
            }

            if (turn.ToolCalls is { } calls)
            {
                Check(calls.GetRawText(), JsonPaths.Message(i) + ".tool_calls", settings, findings);
            }
        }
    }

    private static void Check(string text, string path, SafetySettings settings, LineFindings findings)
    {
        var secret = SecretScan.Find(text);
        if (secret is { } found)
        {
            findings.Add(
                found.IsKnown ? RuleIds.KnownSecret : RuleIds.LikelySecret,
                $"{path} holds {found.Kind} ({found.Start}..., {found.Length} characters).", path, SeverityOf(settings.Secrets));
        }

        var counts = PersonalData.Count(text);
        Pii(RuleIds.EmailAddress, counts.Emails, "e-mail address", path, settings, findings);
        Pii(RuleIds.PhoneNumber, counts.Phones, "phone number", path, settings, findings);
        Pii(RuleIds.Iban, counts.Ibans, "IBAN", path, settings, findings);
        Pii(RuleIds.CardNumber, counts.Cards, "card number", path, settings, findings);
        Pii(RuleIds.IpAddress, counts.IpAddresses, "public IP address", path, settings, findings);

        if (JudgeInjection.IsIn(text))
        {
            findings.Add(RuleIds.JudgeInjection, $"{path} talks to whoever scores the answer.", path, SeverityOf(settings.Injection));
        }
    }

    private static void Pii(string rule, int count, string what, string path, SafetySettings settings, LineFindings findings)
    {
        if (count > 0)
        {
            findings.Add(rule, $"{path} holds what looks like {(count == 1 ? $"one {what}" : $"{count} {what}{(what.EndsWith('s') ? "es" : "s")}")}.", path, SeverityOf(settings.Pii));
        }
    }

    private static Severity SeverityOf(SafetyAction action) => action == SafetyAction.Reject ? Severity.Error : Severity.Warning;
}
