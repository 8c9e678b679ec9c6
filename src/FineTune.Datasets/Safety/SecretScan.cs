using System.Text.RegularExpressions;
using FineTune.Datasets.Content;

namespace FineTune.Datasets.Safety;

/// <summary>Keys, tokens and passwords: formats of common providers, and random-looking values that a word such as 'password' announces.</summary>
internal static partial class SecretScan
{
    /// <summary>Bits per character from which a value looks random.</summary>
    public const double RandomBits = 3.5;

    private const RegexOptions Plain = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    private static readonly (string Kind, Regex Pattern)[] Known =
    [
        ("an AWS access key id", Aws()), ("a GitHub token", GitHub()), ("a GitLab token", GitLab()), ("a Slack token", Slack()), ("a Stripe key", Stripe()),
        ("an API key of a model provider", ModelProvider()), ("a Google API key", Google()), ("an npm token", Npm()), ("a PyPI token", PyPi()), ("a SendGrid key", SendGrid()),
        ("a Hugging Face token", HuggingFace()), ("an Azure storage key", AzureStorage()), ("a signed Azure storage link", AzureSignature()), ("an Azure client secret", AzureClient()),
        ("a JSON web token", Jwt()), ("a private key", PrivateKey()),
    ];

    private static readonly Anchors KnownAnchors = new(
        ignoreCase: false, "AKIA", "ASIA", "ABIA", "ACCA", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xox", "hooks.slack.com/services/", "sk_live_", "rk_live_",
        "pk_live_", "whsec_", "sk-", "gsk_", "AIza", "GOCSPX-", "ya29.", "npm_", "pypi-AgE", "SG.", "hf_", "AccountKey=", "SharedAccessKey=", "?sig=", "&sig=", "Q~", "eyJ", "PRIVATE KEY-----");

    private static readonly Anchors AnnouncedAnchors = new(
        ignoreCase: true,
        ["password", "passwd", "passwort", "pwd", "secret", "token", "bearer", .. Anchors.Pairs(["api", "access", "private", "auth"], ["key", " key", "_key", "-key"])]);

    /// <summary>The first secret; null where there is none.</summary>
    public static FoundSecret? Find(string text)
    {
        foreach (var (kind, pattern) in In(text))
        {
            var match = pattern.Match(text);
            if (match.Success)
            {
                return new FoundSecret(kind, IsKnown: true, match.Value[..4], match.Length);
            }
        }

        if (!AnnouncedAnchors.AreIn(text))
        {
            return null;
        }

        for (var match = Announced().Match(text); match.Success; match = match.NextMatch())
        {
            var value = match.Groups["value"].Value;
            if (LooksRandom(value))
            {
                return new FoundSecret("a random-looking value under the name of a secret", IsKnown: false, value[..4], value.Length);
            }
        }

        return null;
    }

    /// <summary>Adds every secret, a private key with its body.</summary>
    public static void FindAll(string text, List<FoundText> found)
    {
        foreach (var (_, pattern) in In(text))
        {
            foreach (var match in pattern.EnumerateMatches(text))
            {
                found.Add(new FoundText(FoundKind.Secret, match.Index, LengthOf(text, match)));
            }
        }

        for (var match = Announced().Match(text); match.Success; match = match.NextMatch())
        {
            var value = match.Groups["value"];
            if (LooksRandom(value.Value))
            {
                found.Add(new FoundText(FoundKind.Secret, value.Index, value.Length));
            }
        }
    }

    /// <summary>The patterns that the text may match.</summary>
    private static IEnumerable<(string Kind, Regex Pattern)> In(string text) => (KnownAnchors.AreIn(text) ? Known : []).Concat(ServiceTokens.In(text));

    /// <summary>A private key ends with its last line, or with the text.</summary>
    private static int LengthOf(string text, ValueMatch match)
    {
        const string Key = "PRIVATE KEY-----";
        if (!text.AsSpan(match.Index, match.Length).EndsWith(Key, StringComparison.Ordinal))
        {
            return match.Length;
        }

        var end = text.IndexOf("-----END ", match.Index + match.Length, StringComparison.Ordinal);
        end = end < 0 ? -1 : text.IndexOf(Key, end, StringComparison.Ordinal);
        return (end < 0 ? text.Length : end + Key.Length) - match.Index;
    }

    /// <summary>Letters and digits mixed, at least <see cref="RandomBits"/> bits of Shannon entropy per character.</summary>
    internal static bool LooksRandom(string value)
    {
        if (!value.Any(char.IsAsciiDigit) || !value.Any(char.IsAsciiLetter))
        {
            return false;
        }

        var bits = 0.0;
        foreach (var (_, count) in value.CountBy(c => c))
        {
            var share = (double)count / value.Length;
            bits -= share * Math.Log2(share);
        }

        return bits >= RandomBits;
    }

    [GeneratedRegex(@"\b(AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b", Plain)]
    private static partial Regex Aws();

    [GeneratedRegex(@"\b(gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255})", Plain)]
    private static partial Regex GitHub();

    [GeneratedRegex(@"\bglpat-[A-Za-z0-9_-]{20,64}", Plain)]
    private static partial Regex GitLab();

    [GeneratedRegex(@"\bxox[abeoprs]-[A-Za-z0-9-]{10,250}|hooks\.slack\.com/services/T[A-Z0-9]{6,16}/B[A-Z0-9]{6,16}/[A-Za-z0-9]{16,40}", Plain)]
    private static partial Regex Slack();

    [GeneratedRegex(@"\b(sk|rk|pk)_live_[A-Za-z0-9]{16,250}|\bwhsec_[A-Za-z0-9]{24,64}", Plain)]
    private static partial Regex Stripe();

    [GeneratedRegex(@"\bsk-(ant-[A-Za-z0-9_-]{20,250}|proj-[A-Za-z0-9_-]{20,250}|svcacct-[A-Za-z0-9_-]{20,250}|or-v1-[a-f0-9]{32,80}|[A-Za-z0-9]{32,64}\b)|\bgsk_[A-Za-z0-9]{40,64}", Plain)]
    private static partial Regex ModelProvider();

    [GeneratedRegex(@"\bAIza[A-Za-z0-9_-]{35}|\bGOCSPX-[A-Za-z0-9_-]{28}|\bya29\.[A-Za-z0-9_-]{30,250}", Plain)]
    private static partial Regex Google();

    [GeneratedRegex(@"\bnpm_[A-Za-z0-9]{36}\b", Plain)]
    private static partial Regex Npm();

    [GeneratedRegex(@"\bpypi-AgE[A-Za-z0-9_-]{50,250}", Plain)]
    private static partial Regex PyPi();

    [GeneratedRegex(@"\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}", Plain)]
    private static partial Regex SendGrid();

    [GeneratedRegex(@"\bhf_[A-Za-z0-9]{34}\b", Plain)]
    private static partial Regex HuggingFace();

    [GeneratedRegex(@"\b(AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{40,90}={0,2}", Plain)]
    private static partial Regex AzureStorage();

    [GeneratedRegex(@"[?&]sig=[A-Za-z0-9%+/]{40,100}", Plain)]
    private static partial Regex AzureSignature();

    [GeneratedRegex(@"\b[A-Za-z0-9_~.]{3}\dQ~[A-Za-z0-9_~.-]{31,34}", Plain)]
    private static partial Regex AzureClient();

    [GeneratedRegex(@"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10,1000}", Plain)]
    private static partial Regex Jwt();

    [GeneratedRegex(@"-----BEGIN ([A-Z]{2,10} ){0,2}PRIVATE KEY-----", Plain)]
    private static partial Regex PrivateKey();

    [GeneratedRegex(
        @"(password|passwd|passwort|pwd|secret|token|api[_ -]?key|access[_ -]?key|private[_ -]?key|auth[_ -]?key|bearer)[""']?( is| ?[:=]>?| )[ ]{0,2}\\?[""'`]?(?<value>[A-Za-z0-9+/_~!@#$%^&*.=-]{16,200})",
        Plain | RegexOptions.IgnoreCase)]
    private static partial Regex Announced();
}

/// <summary>A secret that was found.</summary>
/// <param name="Start">Its first four characters: all that may be shown.</param>
internal readonly record struct FoundSecret(string Kind, bool IsKnown, string Start, int Length);
