using System.Globalization;

namespace FineTune.Core.Judging;

/// <summary>One judge's verdict on one row, stored before the panel decides (windows/verdicts-{n}.jsonl): it is not paid for again.</summary>
/// <param name="Key">See <see cref="KeyOf"/>.</param>
public sealed record StoredVerdict(string Key, Verdict Verdict)
{
    /// <param name="judge">0-based in the lineage's panel.</param>
    public static string KeyOf(string rowId, int judge) => string.Create(CultureInfo.InvariantCulture, $"{rowId}/{judge}");

    /// <summary>The row that a key names.</summary>
    public static string RowOf(string key) => key.LastIndexOf('/') is var slash and >= 0 ? key[..slash] : key;

    /// <summary>The judge that a key names; null when it names none.</summary>
    public static int? JudgeOf(string key) =>
        key.LastIndexOf('/') is var slash and >= 0
        && int.TryParse(key.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var judge)
            ? judge
            : null;
}
