using FineTune.Core.Generation;
using FineTune.Core.Generation.Rounds;
using FineTune.Core.Models;
using FineTune.Core.Money;
using FineTune.Core.Storage;
using FineTune.Functions.Activities.Windows;
using FineTune.Functions.Orchestrations;

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
        var (teachers, refusal) = Teacher.Create(input.Settings.Models.AllTeachers, endpoints, prices, input.InFlight, time);
        if (refusal is not null)
        {
            return Stopped(refusal);
        }

        var state = await WindowPool.ReadAsync(store, input, tokens, cancellationToken);
        var (window, method) = (input.Window, MethodMix.Of(input.Window.Method));
        if (method.Refuse(state.Setup) is { } unfit)
        {
            return Stopped(unfit);
        }

        var round = GenerationRound.Begin(state, method, window.Number, window.Turn, window.Number, Math.Max(1, window.Requests));
        var log = await RowLog<StoredCall>.OpenAsync(
            store, BlobPaths.Window(input.Lineage, input.DatasetId, "calls", window.Number), call => call.Key, time, cancellationToken);
        var money = await WindowMoney.OpenAsync(
            account,
            new ReservationRequest(
                input.Lineage, input.Month, $"{input.DatasetId}-generate-{window.Number}", input.DatasetId, "teacher",
                WorstCase(method.Most(state.Setup), window, teachers), input.Settings.Budget.PerDatasetUsd, input.Settings.Budget.PerMonthUsd),
            Cost(log), cancellationToken);
        string? stopped = null;
        if (new CallBook(log.Rows).Advance(round).Count > 0)
        {
            stopped = teachers.Select(teacher => prices.AgeOf(teacher.Price).Refusal).FirstOrDefault(reason => reason is not null)
                ?? (await money.ReserveAsync(cancellationToken)).Reason;
            if (stopped is null)
            {
                var runner = new CallRunner(teachers, log, new WindowClock(time));
                await runner.RunAsync(round, cancellationToken);
                stopped = runner.Stopped;
            }

            if (stopped is null && !round.IsComplete)
            {
                return new WindowProgress(false, SynthesisTotals.None);
            }
        }

        return await EndAsync(input, round, log, money, stopped, cancellationToken);
    }

    /// <summary>What the answers so far give is kept, whether or not the window was stopped.</summary>
    private async Task<WindowProgress> EndAsync(
        WindowInput input, GenerationRound round, RowLog<StoredCall> log, WindowMoney money, string? stopped, CancellationToken cancellationToken)
    {
        round.Close();
        using var rows = new RowWriter(store, BlobPaths.Window(input.Lineage, input.DatasetId, "generate", input.Window.Number));
        foreach (var row in round.Rows)
        {
            await rows.WriteAsync(row, cancellationToken);
        }

        await rows.CommitAsync(cancellationToken);
        var spent = Cost(log);
        await money.SettleAsync(spent, cancellationToken);
        var made = round.Rows.Count(row => row.Outcome == CandidateOutcome.Ok);
        return new WindowProgress(true, SynthesisTotals.None with { Generated = made, CostUsd = spent, Stopped = stopped });
    }

    /// <summary>Every question with all that follows, each asked twice, of the dearest teacher.</summary>
    private static decimal WorstCase(RequestCost most, SynthesisWindow window, IReadOnlyList<Teacher> teachers) =>
        2 * teachers.Max(teacher => teacher.Price.Call(window.Requests * most.InputTokens, window.Requests * most.OutputTokens));

    private static decimal Cost(RowLog<StoredCall> log) => log.Rows.Values.Sum(call => call.Answer?.Usage?.PriceUsd ?? 0);

    private static WindowProgress Stopped(string? reason) => new(true, SynthesisTotals.None with { Stopped = reason });
}
