using System.Globalization;

namespace FineTune.Core.Billing;

/// <summary>The key of one paid intent of a run.</summary>
public static class LedgerKey
{
    /// <param name="kind">job, batch or deployment.</param>
    /// <param name="ordinal">Tells the run's intents of one kind apart.</param>
    public static string Of(string runId, string kind, int ordinal) =>
        ContentId.Of("ledger", runId, kind, ordinal.ToString(CultureInfo.InvariantCulture));

    /// <summary>
    /// The key of one batch: these very requests of a scope, for the <paramref name="ordinal"/>th time. Other requests are another
    /// intent, so that a stage that was extended never takes an older batch's answers for its own.
    /// </summary>
    public static string OfBatch(string scopeId, string contentId, int ordinal) => Of(scopeId, $"batch-{contentId}", ordinal);
}
