using FineTune.Core.Judging;
using FineTune.Core.Models;
using FineTune.Core.Money;
using FineTune.Core.Storage;
using FineTune.Functions.Activities.Windows;
using FineTune.Functions.Orchestrations;

namespace FineTune.Functions.Activities.Judging;

/// <summary>Has the panel score the rows of one window. Rows already judged are not asked again.</summary>
public sealed class JudgeWindow(IBlobStore store, IModelEndpoints endpoints, IPriceBook prices, IAccount account, TimeProvider time)
{
    [Function(nameof(JudgeWindow))]
    public async Task<WindowProgress> RunAsync([ActivityTrigger] WindowInput input, CancellationToken cancellationToken)
    {
        var (panel, refusal) = JudgePanel.Create(input.Settings.Models.Judges, endpoints, prices, input.InFlight, time);
        if (panel is null)
        {
            return new WindowProgress(true, SynthesisTotals.None with { Stopped = refusal });
        }

        var rows = await WindowRows.ReadAsync(store, input, cancellationToken);
        var blob = BlobPaths.Window(input.Lineage, input.DatasetId, "judge", input.Window.Number);
        var log = await RowLog<JudgedRow>.OpenAsync(store, blob, row => row.Id, time, cancellationToken);
        var money = await WindowMoney.OpenAsync(
            account,
            new ReservationRequest(
                input.Lineage, input.Month, $"{input.DatasetId}-judge-{input.Window.Number}", input.DatasetId, "judge",
                panel.WorstCase(rows.Count, rows.Sum(row => (long)row.Tokens)), input.Settings.Budget.PerDatasetUsd, input.Settings.Budget.PerMonthUsd),
            Cost(log), cancellationToken);
        if (IsMissing(rows, log))
        {
            var reserved = await money.ReserveAsync(cancellationToken);
            if (!reserved.Granted)
            {
                return new WindowProgress(true, SynthesisTotals.None with { Stopped = reserved.Reason });
            }

            await JudgeAsync(panel, rows, log, input, cancellationToken);
            if (panel.Stopped is null && IsMissing(rows, log))
            {
                return new WindowProgress(false, SynthesisTotals.None);
            }
        }

        var spent = Cost(log);
        await money.SettleAsync(spent, cancellationToken);
        return new WindowProgress(true, Totals(log.Rows.Values, spent, panel.Stopped));
    }

    private static bool IsMissing(List<WindowRow> rows, RowLog<JudgedRow> log) => rows.Exists(row => !log.Rows.ContainsKey(row.Id));

    private static decimal Cost(RowLog<JudgedRow> log) => log.Rows.Values.Sum(row => row.Usage.PriceUsd);

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
