using FineTune.Core.Judging;
using FineTune.Core.Models;
using FineTune.Core.Money;
using FineTune.Core.Storage;
using FineTune.Functions.Orchestrations;

namespace FineTune.Functions.Activities;

/// <summary>Has the panel score the rows of one window. Rows already judged are not asked again.</summary>
public sealed class JudgeWindow(IBlobStore store, IModelEndpoints endpoints, IPriceBook prices, IAccount account, TimeProvider time)
{
    [Function(nameof(JudgeWindow))]
    public async Task<WindowProgress> RunAsync([ActivityTrigger] WindowInput input, CancellationToken cancellationToken)
    {
        var (panel, refusal) = JudgePanel.Create(input.Settings.Models.Judges, endpoints, prices, input.InFlight);
        if (panel is null)
        {
            return new WindowProgress(true, SynthesisTotals.None with { Stopped = refusal });
        }

        var rows = await WindowRows.ReadAsync(store, input, cancellationToken);
        var reservation = new ReservationRequest(
            input.Lineage, input.Month, $"{input.DatasetId}-judge-{input.Window.Number}", input.DatasetId, "judge",
            panel.WorstCase(rows.Count, rows.Sum(row => (long)row.Tokens)), input.Settings.Budget.PerDatasetUsd, input.Settings.Budget.PerMonthUsd);
        var reserved = await account.ReserveAsync(reservation, cancellationToken);
        if (!reserved.Granted)
        {
            return new WindowProgress(true, SynthesisTotals.None with { Stopped = reserved.Reason });
        }

        var blob = BlobPaths.Window(input.Lineage, input.DatasetId, "judge", input.Window.Number);
        var log = await RowLog<JudgedRow>.OpenAsync(store, blob, row => row.Id, time, cancellationToken);
        await JudgeAsync(panel, rows, log, input, cancellationToken);
        if (panel.Stopped is null && rows.Exists(row => !log.Rows.ContainsKey(row.Id)))
        {
            return new WindowProgress(false, SynthesisTotals.None);
        }

        var spent = log.Rows.Values.Sum(row => row.Usage.PriceUsd);
        await account.SettleAsync(input.Lineage, input.Month, reservation.Id, spent, cancellationToken);
        return new WindowProgress(true, Totals(log.Rows.Values, spent, panel.Stopped));
    }

    private async Task JudgeAsync(
        JudgePanel panel, List<WindowRow> rows, RowLog<JudgedRow> log, WindowInput input, CancellationToken cancellationToken)
    {
        var clock = new WindowClock(time);
        try
        {
            foreach (var group in rows.Where(row => !log.Rows.ContainsKey(row.Id)).Chunk(panel.RowsAtOnce))
            {
                if (clock.IsUp || panel.Stopped is not null)
                {
                    break;
                }

                await log.AddAsync(group.Select(row => JudgeAsync(panel, row, input, cancellationToken)), cancellationToken);
            }
        }
        finally
        {
            await log.FlushAsync(CancellationToken.None);
        }
    }

    private static async Task<JudgedRow?> JudgeAsync(JudgePanel panel, WindowRow row, WindowInput input, CancellationToken cancellationToken)
    {
        var verdicts = await panel.AskAsync(JudgePrompt.Build(row.Example), cancellationToken);
        return verdicts is null ? null : Panel.Decide(row.Id, row.Origin, verdicts, input.Settings.Judging.Threshold);
    }

    private static SynthesisTotals Totals(IEnumerable<JudgedRow> rows, decimal spent, string? stopped)
    {
        var outcomes = rows.CountBy(row => row.Outcome).ToDictionary();
        return new SynthesisTotals(
            0, outcomes.GetValueOrDefault(PanelOutcome.Kept), outcomes.GetValueOrDefault(PanelOutcome.BelowThreshold),
            outcomes.GetValueOrDefault(PanelOutcome.Unscored), spent, stopped);
    }
}
