using System.Globalization;
using FineTune.Core;
using FineTune.Core.Judging;
using FineTune.Core.Lineages;

namespace FineTune.Synthesis.Judging;

/// <summary>One judge's verdict on one row, stored before the panel decides (windows/verdicts-{n}.jsonl): it is not paid for again.</summary>
/// <param name="Key">See <see cref="KeyOf"/>.</param>
public sealed record StoredVerdict(string Key, Verdict Verdict)
{
    /// <summary>Another model in a judge's place has another key, so that verdicts are not mixed up.</summary>
    /// <param name="place">0-based in the lineage's panel.</param>
    public static string KeyOf(string rowId, int place, ModelChoice judge)
    {
        ArgumentNullException.ThrowIfNull(judge);
        return string.Create(CultureInfo.InvariantCulture, $"{rowId}/{place}-{ContentId.Of(judge.Endpoint, judge.Model)}");
    }

    /// <summary>The row that a key names.</summary>
    public static string RowOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.LastIndexOf('/') is var slash and >= 0 ? key[..slash] : key;
    }
}
