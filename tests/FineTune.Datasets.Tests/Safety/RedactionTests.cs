using System.Text;
using System.Text.Json;
using FineTune.Core.Examples;
using FineTune.Core.Lineages;
using FineTune.Datasets.Rules;
using FineTune.Datasets.Validation;
using FineTune.Testing;
using FsCheck.Xunit;

namespace FineTune.Datasets.Tests.Safety;

public sealed class RedactionTests
{
    private static readonly SafetySettings Redact = new() { Pii = SafetyAction.Redact, Secrets = SafetyAction.Redact };

    [Fact]
    public void Validate_SameValues_SameNumberThroughoutTheExample()
    {
        var result = Validate("Write to jane@contoso.com or bob@contoso.com, ring +49 30 901820-12.", "Done: JANE@contoso.com was told; +49 (30) 90182012 was not.");
        Assert.Equal(
            ["Write to [EMAIL_1] or [EMAIL_2], ring [PHONE_1].", "Done: [EMAIL_1] was told; [PHONE_1] was not."], result.Row!.Example.Messages.Select(turn => turn.Content));
        Assert.Equal(ExampleId.Of(result.Row.Example), result.Row.Id);
        Assert.All(result.Findings, finding => Assert.Equal(Severity.Info, finding.Severity));
        Assert.Equal("$.messages[0].content contains what looks like 2 e-mail addresses. Replaced by placeholders.", result.Findings[0].Message);
    }

    [Fact]
    public void Validate_EveryKind_HasItsPlaceholder()
    {
        var key = "AKIA" + "Q7WPD3MZK2XV5RTB";
        var result = Validate($"DE89 3704 0044 0532 0130 00, 4111 1111 1111 1111, 84.17.55.201, {key} and password: hunter2Hunter2xyzAB9", "Fine, thank you");
        Assert.Equal("[IBAN_1], [CARD_1], [IP_1], [SECRET_1] and password: [SECRET_2]", result.Row!.Example.Messages[0].Content);
        Assert.Contains(result.Findings, finding => (finding.Rule, finding.Severity) == (RuleIds.KnownSecret, Severity.Warning));
    }

    [Fact]
    public void Validate_PrivateKey_IsReplacedWithItsBody()
    {
        var header = "-----BEGIN RSA PRIVATE " + "KEY-----";
        var result = Validate($"{header}\nMIIEabc+/=\n{header.Replace("BEGIN", "END", StringComparison.Ordinal)}\nthat was it", "Fine, thank you");
        Assert.Equal("[SECRET_1]\nthat was it", result.Row!.Example.Messages[0].Content);
    }

    [Theory]
    [MemberData(nameof(SafetyRulesTests.Secrets), MemberType = typeof(SafetyRulesTests))]
    public void Validate_Secret_NothingOfItIsLeft(string secret, string kind, int length)
    {
        var result = Validate($"Use {secret}, then {secret} for it", "Fine, thank you");
        var text = result.Row!.Example.Messages[0].Content!;
        Assert.Equal(kind == "a private key" ? 1 : 2, text.Split("[SECRET_1]").Length - 1);
        Assert.DoesNotContain(secret[^8..], text, StringComparison.Ordinal);
        Assert.Contains($"{kind} (", result.Findings[0].Message, StringComparison.Ordinal);
        Assert.EndsWith($"..., {length} characters). Replaced by placeholders.", result.Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_ToolCalls_ArgumentsStayJson()
    {
        const string Arguments = """{"to":"jane\u0040contoso.com","phone":2125557890,"n":[1.50,null,"x \"bob@contoso.com\""],"bob@contoso.com":true}""";
        var result = Drops.Validate(Calls(Arguments), safety: Redact);
        var redacted = result.Row!.Example.Messages[1].ToolCalls!.Value[0];
        Assert.Equal(
            """{"to":"[EMAIL_1]","phone":"[PHONE_1]","n":[1.50,null,"x \"[EMAIL_2]\""],"[EMAIL_2]":true}""", redacted.GetProperty("function").GetProperty("arguments").GetString());
        Assert.Equal(("c", "f"), (redacted.GetProperty("id").GetString(), redacted.GetProperty("function").GetProperty("name").GetString()));
        Assert.Equal("Asks [EMAIL_1]", result.Row.Example.Tools!.Value[0].GetProperty("function").GetProperty("description").GetString());
    }

    [Fact]
    public void Validate_NothingToReplace_StaysAsWritten()
    {
        const string Arguments = """{ "a" : 1.50 }""";
        var plain = Calls(Arguments).Replace("Asks jane@contoso.com", "Asks", StringComparison.Ordinal);
        Assert.Equal(Drops.Validate(plain).Row!.Id, Drops.Validate(plain, safety: Redact).Row!.Id);
    }

    [Fact]
    public void Validate_OnlyPiiIsRedacted_SecretsAreStillRejected()
    {
        var line = Chat("AKIA" + "Q7WPD3MZK2XV5RTB is jane@contoso.com", "Fine, thank you");
        var result = Drops.Validate(line, safety: new SafetySettings { Pii = SafetyAction.Redact });
        Assert.Null(result.Row);
        Assert.Contains(result.Findings, finding => (finding.Rule, finding.Severity) == (RuleIds.KnownSecret, Severity.Error));
    }

    [Property(MaxTest = 500)]
    public bool Validate_AnyText_RedactedOnceStaysAsItIs(int[] picks)
    {
        string[] pieces = ["jane@contoso.com", "+49 30 90182012", "4111 1111 1111 1111", "84.17.55.201", "GB82WEST12345698765432", " ", ",", "phone ", "password=", "Xy9", "\"", "\\", "1", "a", "@", ".", "-", "\u00e9"];
        var text = "a " + string.Concat(picks.Select(pick => pieces[(int)((uint)pick % pieces.Length)]));
        var first = Validate(text, "Fine, thank you");
        if (first.Row is null)
        {
            return first.Findings.Any(finding => finding.Severity == Severity.Error);
        }

        var again = Drops.Validate(Encoding.UTF8.GetString(ExampleJson.ToTrainingLine(first.Row.Example)), safety: Redact);
        return again.Row!.Id == first.Row.Id && again.Findings.All(finding => !finding.Rule.StartsWith("FT40", StringComparison.Ordinal) && !finding.Rule.StartsWith("FT41", StringComparison.Ordinal));
    }

    private static LineResult Validate(string user, string assistant) => Drops.Validate(Chat(user, assistant), safety: Redact);

    private static string Chat(string user, string assistant) =>
        JsonSerializer.Serialize(new { messages = new[] { new { role = "user", content = user }, new { role = "assistant", content = assistant } } });

    private static string Calls(string arguments) => JsonSerializer.Serialize(new
    {
        messages = new object[]
        {
            new { role = "user", content = "Hi there" },
            new { role = "assistant", tool_calls = new[] { new { id = "c", type = "function", function = new { name = "f", arguments } } } },
        },
        tools = new[] { new { type = "function", function = new { name = "f", description = "Asks jane@contoso.com" } } },
    });
}
