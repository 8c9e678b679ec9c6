using System.Buffers;
using System.Text.RegularExpressions;

namespace FineTune.Datasets.Safety;

/// <summary>Tokens of common services and passwords in links. Few texts hold one of the marks that they start with, and only those are looked at closely.</summary>
internal static partial class ServiceTokens
{
    private const RegexOptions Plain = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    /// <summary>One of these stands in everything that <see cref="Services"/> matches.</summary>
    private static readonly SearchValues<string> Marks = SearchValues.Create(
        [
            "_v1_", "dapi", "ATATT3", "shpat_", "shpca_", "shppa_", "shpss_", "sq0", "EAAA", ":AA", "hvs.", "hvb.", ".atlasv1.", "dckr_", "glsa_", "glc_", "NRAK-", "NRJS-", "PMAK-",
            "lin_api_", "dp.", "r8_", "xai-", "pplx-", "ntn_", "secret_", "key-", "HRKU-", "pscale_", "sbp_", "AGE-SECRET-KEY-1",
        ],
        StringComparison.Ordinal);

    /// <summary>The patterns that the text may match.</summary>
    public static IEnumerable<(string Kind, Regex Pattern)> In(string text)
    {
        if (text.AsSpan().ContainsAny(Marks))
        {
            yield return ("a token of a common service", Services());
        }

        if (text.Contains("://", StringComparison.Ordinal))
        {
            yield return ("a link with a password", PasswordInLink());
        }
    }

    /// <summary>DigitalOcean, Databricks, Atlassian, Shopify, Square, Telegram, Vault, Terraform, Docker, Grafana, New Relic, Postman, Linear, Doppler, Replicate, xAI, Perplexity, Notion, Mailgun, Heroku, PlanetScale, Supabase, age.</summary>
    [GeneratedRegex(
        @"\bdo[opr]_v1_[a-f0-9]{64}\b|\bdapi[a-f0-9]{32}\b|\bATATT3[A-Za-z0-9_=-]{40,250}|\bshp(at|ca|pa|ss)_[a-fA-F0-9]{32}\b|\bsq0(atp|csp)-[A-Za-z0-9_-]{22,43}|\bEAAA[A-Za-z0-9_-]{60}\b"
        + @"|\b[0-9]{8,10}:AA[A-Za-z0-9_-]{33}\b|\bhv[bs]\.[A-Za-z0-9_-]{24,250}|\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,80}|\bdckr_(pat|oat)_[A-Za-z0-9_-]{27,40}|\bgl(sa_[A-Za-z0-9]{32}_[a-f0-9]{8}\b|c_[A-Za-z0-9+/]{32,250}={0,2})"
        + @"|\bNR(AK|JS)-[A-Za-z0-9]{19,40}|\bPMAK-[a-f0-9]{24}-[a-f0-9]{34}\b|\blin_api_[A-Za-z0-9]{40}\b|\bdp\.(pt|st|ct|sa|scim|audit)\.[A-Za-z0-9_.-]{40,60}|\br8_[A-Za-z0-9]{37}\b|\bxai-[A-Za-z0-9]{70,90}\b|\bpplx-[A-Za-z0-9]{40,56}\b"
        + @"|\bntn_[A-Za-z0-9]{40,50}\b|\bsecret_[A-Za-z0-9]{43}\b|\bkey-[a-f0-9]{32}\b|\bHRKU-[A-Za-z0-9_-]{36,70}|\bpscale_(pw|tkn|oauth)_[A-Za-z0-9_.-]{32,64}|\bsbp_[a-f0-9]{40}\b|\bAGE-SECRET-KEY-1[A-Z0-9]{58}\b",
        Plain)]
    private static partial Regex Services();

    /// <summary>A user and a password before the host; placeholders in brackets or capitals are no password.</summary>
    [GeneratedRegex(@"\b(https?|ftps?|postgres(ql)?|mysql|mariadb|mongodb(\+srv)?|rediss?|amqps?|sqlserver|smtps?)://[A-Za-z0-9._~%+-]{1,64}:(?=[^\s/@:<>{}\[\]""']{0,99}[0-9])(?=[^\s/@:<>{}\[\]""']{0,99}[a-z])[^\s/@:<>{}\[\]""']{8,100}@[A-Za-z0-9.-]{1,253}", Plain)]
    private static partial Regex PasswordInLink();
}
