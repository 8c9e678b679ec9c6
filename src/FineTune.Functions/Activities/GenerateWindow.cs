using FineTune.Core.Generation;
using FineTune.Core.Lineages;
using FineTune.Core.Models;
using FineTune.Core.Money;
using FineTune.Core.Storage;
using FineTune.Functions.Orchestrations;

namespace FineTune.Functions.Activities;

/// <summary>
/// Asks the teacher for the candidates of one window. Answers are appended call by call in a fixed order, so that neither
/// concurrency nor a crash changes the result; a repeated window continues after the calls already stored.
/// </summary>
public sealed class GenerateWindow(
    IBlobStore store, IModelEndpoints endpoints, IPriceBook prices, IAccount account, ITokenCounter tokens, TimeProvider time)
{
    [Function(nameof(GenerateWindow))]
    public async Task<WindowProgress> RunAsync([ActivityTrigger] WindowInput input, CancellationToken cancellationToken)
    {
        var teacher = input.Settings.Models.Teacher!;
        var endpoint = endpoints.Describe(teacher.Endpoint);
        var (price, refusal) = CallPricing.Find(prices, endpoint, teacher);
        if (price is null)
        {
            return Stopped(refusal);
        }

        var blob = BlobPaths.Window(input.Lineage, input.DatasetId, "generate", input.Window.Number);
        var log = await RowLog<GeneratedRow>.OpenAsync(store, blob, row => row.Id, time, cancellationToken);
        var calls = GenerationCalls.Plan(input, log.Rows.Values);
        var money = await WindowMoney.OpenAsync(
            account,
            new ReservationRequest(
                input.Lineage, input.Month, $"{input.DatasetId}-generate-{input.Window.Number}", input.DatasetId, "teacher",
                calls.WorstCase(price), input.Settings.Budget.PerDatasetUsd, input.Settings.Budget.PerMonthUsd),
            Cost(log), cancellationToken);
        string? stopped = null;
        if (calls.Next < calls.Total)
        {
            stopped = prices.AgeOf(price).Refusal;
            if (stopped is null)
            {
                var reserved = await money.ReserveAsync(cancellationToken);
                if (!reserved.Granted)
                {
                    return Stopped(reserved.Reason);
                }

                (var complete, stopped) = await ExecuteAsync(input, teacher, endpoint, price, calls, log, cancellationToken);
                if (!complete && stopped is null)
                {
                    return new WindowProgress(false, SynthesisTotals.None);
                }
            }
        }

        var spent = Cost(log);
        await money.SettleAsync(spent, cancellationToken);
        var made = log.Rows.Values.Count(row => row.Outcome == CandidateOutcome.Ok);
        return new WindowProgress(true, SynthesisTotals.None with { Generated = made, CostUsd = spent, Stopped = stopped });
    }

    private async Task<(bool Complete, string? Stopped)> ExecuteAsync(
        WindowInput input, ModelChoice teacher, EndpointInfo endpoint, ModelPrice price, GenerationCalls calls, RowLog<GeneratedRow> log,
        CancellationToken cancellationToken)
    {
        var pool = await ReadPoolAsync(input, cancellationToken);
        var paced = PacedChatClient.Share(endpoints.GetChatClient(teacher.Endpoint, teacher.Model), endpoint, input.InFlight, time);
        var client = new MeteredChatClient(paced, "teacher", endpoint, price);
        var run = new GenerationRun(input, teacher, client, price, tokens, pool, log.Rows.Values);
        try
        {
            var complete = await run.ExecuteAsync(calls, WindowLimits.Concurrency(endpoint, input.InFlight), log, new WindowClock(time), cancellationToken);
            return (complete, run.Stopped);
        }
        finally
        {
            // Answers that were paid for are kept whatever came after them.
            await log.FlushAsync(CancellationToken.None);
        }
    }

    private static decimal Cost(RowLog<GeneratedRow> log) => log.Rows.Values.Sum(row => row.Usage?.PriceUsd ?? 0);

    private async Task<List<Demonstration>> ReadPoolAsync(WindowInput input, CancellationToken cancellationToken)
    {
        var pool = new List<Demonstration>();
        var seeds = new ValidationFiles(input.Lineage, input.DatasetId).Seeds;
        await foreach (var demonstration in store.ReadRowsAsync<Demonstration>(seeds, cancellationToken))
        {
            pool.Add(demonstration);
        }

        return pool;
    }

    private static WindowProgress Stopped(string? reason) => new(true, SynthesisTotals.None with { Stopped = reason });
}
