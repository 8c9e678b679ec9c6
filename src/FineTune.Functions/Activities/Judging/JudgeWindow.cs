using FineTune.Core.Billing;
using FineTune.Core.Billing.Prices;
using FineTune.Core.Models;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Storage;
using FineTune.Functions.Activities.Windows;
using FineTune.Functions.Contracts.Synthesis;
using FineTune.Synthesis.Judging;

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

        var session = await JudgingSession.OpenAsync(store, account, time, input, panel, cancellationToken);
        if (session.Missing.Any())
        {
            var reserved = await session.Budget.ReserveAsync(cancellationToken);
            if (!reserved.Granted)
            {
                return new WindowProgress(true, SynthesisTotals.None with { Stopped = reserved.Reason });
            }

            await JudgeAsync(panel, session, input, cancellationToken);
            if (panel.Stopped is null && session.Missing.Any())
            {
                return new WindowProgress(false, SynthesisTotals.None);
            }
        }

        await session.Budget.SettleAsync(session.Spent, cancellationToken);
        return new WindowProgress(true, Totals(session.Log.Rows.Values, session.Spent, panel.Stopped));
    }

    private async Task JudgeAsync(JudgePanel panel, JudgingSession session, WindowInput input, CancellationToken cancellationToken)
    {
        var clock = new WindowClock(time);
        try
        {
            foreach (var group in session.Missing.ToList().Chunk(panel.RowsAtOnce))
            {
                if (clock.IsUp || panel.Stopped is not null)
                {
                    break;
                }

                await session.Log.AddAsync(group.Select(row => JudgeAsync(panel, session, row, input, cancellationToken)), cancellationToken);
            }
        }
        finally
        {
            await session.Log.FlushAsync(CancellationToken.None);
        }
    }

    private static async Task<JudgedRow?> JudgeAsync(
        JudgePanel panel, JudgingSession session, WindowRow row, WindowInput input, CancellationToken cancellationToken)
    {
        var verdicts = await panel.AskAsync(
            JudgePrompt.Build(row.Example), (place, judge) => session.Known(StoredVerdict.KeyOf(row.Id, place, judge)), cancellationToken);
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
