using FineTune.Core.Billing;
using FineTune.Core.Judging;
using FineTune.Core.Storage;
using FineTune.Functions.Activities.Billing;
using FineTune.Functions.Activities.Windows;
using FineTune.Functions.Contracts.Synthesis;
using FineTune.Synthesis.Judging;

namespace FineTune.Functions.Activities.Judging;

/// <summary>A window ready to be judged: its rows, the panel's decisions, the verdicts that came in a batch, and the money it draws on.</summary>
internal sealed record JudgingSession(
    IReadOnlyList<WindowRow> Rows, RowLog<JudgedRow> Log, RowLog<StoredVerdict> Verdicts, WindowBudget Budget)
{
    /// <summary>What the verdicts cost so far, decided upon or not.</summary>
    public decimal Spent => Cost(Log, Verdicts);

    public IEnumerable<WindowRow> Missing => Rows.Where(row => !Log.Rows.ContainsKey(row.Id));

    public static async Task<JudgingSession> OpenAsync(
        IBlobStore store, IAccount account, TimeProvider time, WindowInput input, JudgePanel panel, CancellationToken cancellationToken)
    {
        var rows = await WindowRows.ReadAsync(store, input, cancellationToken);
        var log = await RowLog<JudgedRow>.OpenAsync(store, Blob(input, "judge"), row => row.Id, time, cancellationToken);
        var verdicts = await RowLog<StoredVerdict>.OpenAsync(store, Blob(input, "verdicts"), verdict => verdict.Key, time, cancellationToken);
        var budget = await WindowBudget.OpenAsync(
            account,
            new ReservationRequest(
                input.Lineage, input.Month, $"{input.DatasetId}-judge-{input.Window.Number}", input.DatasetId, "judge",
                panel.WorstCase(rows.Count, rows.Sum(row => (long)row.Tokens)), input.Settings.Budget.PerDatasetUsd, input.Settings.Budget.PerMonthUsd),
            Cost(log, verdicts), cancellationToken);
        return new JudgingSession(rows, log, verdicts, budget);
    }

    /// <summary>The stored verdict under a key of <see cref="StoredVerdict"/>; null where there is none.</summary>
    public Verdict? Known(string key) => Verdicts.Rows.GetValueOrDefault(key)?.Verdict;

    private static BlobRef Blob(WindowInput input, string stage) => BlobPaths.Window(input.Lineage, input.DatasetId, stage, input.Window.Number);

    private static decimal Cost(RowLog<JudgedRow> log, RowLog<StoredVerdict> verdicts) =>
        log.Rows.Values.Sum(row => row.Usage.PriceUsd)
        + verdicts.Rows.Values.Where(stored => !log.Rows.ContainsKey(StoredVerdict.RowOf(stored.Key))).Sum(stored => stored.Verdict.Usage.PriceUsd);
}
