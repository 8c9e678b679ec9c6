using FineTune.Core.Judging;
using FineTune.Core.Models;
using FineTune.Core.Money;
using FineTune.Core.Storage;
using FineTune.Functions.Activities.Windows;
using FineTune.Functions.Orchestrations;

namespace FineTune.Functions.Activities.Judging;

/// <summary>Has the panel score the rows of one window. Rows already judged are not asked about again, nor judges whose verdict is stored.</summary>
public sealed class JudgeWindow(IBlobStore store, IModelEndpoints endpoints, IPriceBook prices, IAccount account, TimeProvider time)
{
    [Function(nameof(JudgeWindow))]
    public async Task<WindowProgress> RunAsync([ActivityTrigger] WindowInput input, CancellationToken cancellationToken)
    {
        var shares = new EndpointShares(input.InFlight, time);
        var (panel, refusal) = JudgePanel.Create(input.Settings.Models.Judges, endpoints, prices, shares);
        if (panel is null)
        {
            return new WindowProgress(true, SynthesisTotals.None with { Stopped = refusal });
        }

        var desk = await JudgingDesk.OpenAsync(store, account, time, input, panel, cancellationToken);
        if (desk.Missing.Any())
        {
            var reserved = await desk.Money.ReserveAsync(cancellationToken);
            if (!reserved.Granted)
            {
                return new WindowProgress(true, SynthesisTotals.None with { Stopped = reserved.Reason });
            }

            await JudgeAsync(panel, desk, input, cancellationToken);
            if (panel.Stopped is null && desk.Missing.Any())
            {
                return new WindowProgress(false, SynthesisTotals.None);
            }
        }

        await desk.Money.SettleAsync(desk.Spent, cancellationToken);
        return new WindowProgress(true, Totals(desk.Log.Rows.Values, desk.Spent, panel.Stopped));
    }

    private async Task JudgeAsync(JudgePanel panel, JudgingDesk desk, WindowInput input, CancellationToken cancellationToken)
    {
        var clock = new WindowClock(time);
        try
        {
            foreach (var group in desk.Missing.ToList().Chunk(panel.RowsAtOnce))
            {
                if (clock.IsUp || panel.Stopped is not null)
                {
                    break;
                }

                await desk.Log.AddAsync(group.Select(row => JudgeAsync(panel, desk, row, input, cancellationToken)), cancellationToken);
            }
        }
        finally
        {
            await desk.Log.FlushAsync(CancellationToken.None);
        }
    }

    private static async Task<JudgedRow?> JudgeAsync(
        JudgePanel panel, JudgingDesk desk, WindowRow row, WindowInput input, CancellationToken cancellationToken)
    {
        var verdicts = await panel.AskAsync(
            JudgePrompt.Build(row.Example), (place, judge) => desk.Known(StoredVerdict.KeyOf(row.Id, place, judge)), cancellationToken);
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
