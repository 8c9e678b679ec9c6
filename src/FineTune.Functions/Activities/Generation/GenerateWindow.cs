using FineTune.Core.Billing;
using FineTune.Core.Billing.Prices;
using FineTune.Core.Models;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Storage;
using FineTune.Functions.Activities.Windows;
using FineTune.Functions.Contracts.Synthesis;
using FineTune.Synthesis.Candidates;

namespace FineTune.Functions.Activities.Generation;

/// <summary>
/// Asks the teachers for the candidates of one window. Every answer is stored under its call before anything is made of it, so that neither
/// concurrency nor a crash changes the result, and a repeated window pays for no stored answer again.
/// </summary>
public sealed class GenerateWindow(
    IBlobStore store, IModelEndpoints endpoints, IPriceBook prices, IAccount account, ITokenCounter tokens, TimeProvider time)
{
    [Function(nameof(GenerateWindow))]
    public async Task<WindowProgress> RunAsync([ActivityTrigger] WindowInput input, CancellationToken cancellationToken)
    {
        var shares = new EndpointShares(input.InFlight, time);
        var (teachers, refusal) = Teacher.Create(input.Settings.Models.AllTeachers, endpoints, prices, shares);
        if (refusal is not null)
        {
            return Stopped(refusal);
        }

        var (session, unfit) = await GenerationSession.OpenAsync(store, account, tokens, time, input, teachers, cancellationToken);
        if (session is null)
        {
            return Stopped(unfit);
        }

        string? stopped = null;
        if (session.Due().Count > 0)
        {
            stopped = teachers.Select(teacher => prices.AgeOf(teacher.Price).Refusal).FirstOrDefault(reason => reason is not null)
                ?? (await session.Budget.ReserveAsync(cancellationToken)).Reason;
            if (stopped is null)
            {
                var runner = new CallRunner(teachers, session.Log, new WindowClock(time));
                await runner.RunAsync(session.Round, cancellationToken);
                stopped = runner.Stopped;
            }

            if (stopped is null && !session.Round.IsComplete)
            {
                return new WindowProgress(false, SynthesisTotals.None);
            }
        }

        return await EndAsync(input, session, stopped, cancellationToken);
    }

    /// <summary>What the answers so far give is kept, whether or not the window was stopped.</summary>
    private async Task<WindowProgress> EndAsync(WindowInput input, GenerationSession session, string? stopped, CancellationToken cancellationToken)
    {
        session.Round.Close();
        using var rows = new RowWriter(store, BlobPaths.Window(input.Lineage, input.DatasetId, "generate", input.Window.Number));
        foreach (var row in session.Round.Rows)
        {
            await rows.WriteAsync(row, cancellationToken);
        }

        await rows.CommitAsync(cancellationToken);
        await session.Budget.SettleAsync(session.Spent, cancellationToken);
        var made = session.Round.Rows.Count(row => row.Outcome == CandidateOutcome.Ok);
        return new WindowProgress(true, SynthesisTotals.None with { Generated = made, CostUsd = session.Spent, Stopped = stopped });
    }

    private static WindowProgress Stopped(string? reason) => new(true, SynthesisTotals.None with { Stopped = reason });
}
