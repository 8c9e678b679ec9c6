using FineTune.Core.Billing;
using FineTune.Core.Billing.Prices;
using FineTune.Core.Examples;
using FineTune.Core.Models;
using FineTune.Core.Storage;
using FineTune.Functions.Activities.Billing;
using FineTune.Functions.Activities.Windows;
using FineTune.Functions.Contracts.Evaluation;
using FineTune.Training.Evaluation;
using FineTune.Training.Runs;

namespace FineTune.Functions.Activities.Evaluation;

/// <summary>Has candidate and parent answer the held-out rows of one window, and the panel score both answers.</summary>
public sealed class EvaluateWindow(
    IBlobStore store, IModelEndpoints endpoints, IPriceBook prices, IAccount account, ITokenCounter tokens, TimeProvider time)
{
    [Function(nameof(EvaluateWindow))]
    public async Task<EvaluationProgress> RunAsync([ActivityTrigger] EvaluateWindowInput input, CancellationToken cancellationToken)
    {
        var plan = input.Plan;
        var endpoint = endpoints.Describe(plan.Endpoint);
        var (comparison, refusal) = ModelComparison.Create(input, endpoints, prices, time);
        if (comparison is null)
        {
            return EvaluationProgress.Stop(refusal, endpoint);
        }

        var examples = await ReadAsync(plan.Lineage, input.Window, cancellationToken);
        var worst = comparison.WorstCase(examples.Count, examples.Sum(e => (long)tokens.Count(plan.RootModel, e.Example)));
        var reservation = new ReservationRequest(
            plan.Lineage, plan.Month, Reservations.Evaluate(plan.RunId, input.Window.Number), plan.RunId, "evaluation", worst,
            plan.Settings.Budget.PerRunUsd, plan.Settings.Budget.PerMonthUsd);
        var reserved = await account.ReserveAsync(reservation, cancellationToken);
        if (!reserved.Granted)
        {
            return EvaluationProgress.Stop(reserved.Reason, endpoint);
        }

        var blob = BlobPaths.RunWindow(plan.Lineage, plan.RunId, input.Window.Number);
        var log = await RowLog<EvaluatedRow>.OpenAsync(store, blob, row => row.Id, time, cancellationToken);
        await PlayAsync(comparison, examples, log, cancellationToken);
        if (comparison.NotReady)
        {
            return EvaluationProgress.Wait(endpoint);
        }

        if (comparison.Stopped is null && examples.Exists(e => !log.Rows.ContainsKey(e.Id)))
        {
            return EvaluationProgress.GoOn(endpoint);
        }

        await account.SettleAsync(plan.Lineage, plan.Month, reservation.Id, log.Rows.Values.Sum(r => r.Usage.PriceUsd), cancellationToken);
        return EvaluationProgress.Stop(comparison.Stopped, endpoint);
    }

    private async Task PlayAsync(
        ModelComparison comparison, List<(string Id, ChatExample Example)> examples, RowLog<EvaluatedRow> log, CancellationToken cancellationToken)
    {
        var clock = new WindowClock(time);
        try
        {
            foreach (var group in examples.Where(e => !log.Rows.ContainsKey(e.Id)).Chunk(comparison.RowsAtOnce))
            {
                if (clock.IsUp || comparison.Stopped is not null || comparison.NotReady)
                {
                    break;
                }

                await log.AddAsync(group.Select(e => comparison.PlayAsync(e.Id, e.Example, cancellationToken)), cancellationToken);
            }
        }
        finally
        {
            await log.FlushAsync(CancellationToken.None);
        }
    }

    private async Task<List<(string Id, ChatExample Example)>> ReadAsync(string lineage, EvaluationWindow window, CancellationToken cancellationToken)
    {
        var blob = window.Kind == HeldOutKind.Validation
            ? BlobPaths.Validation(lineage, window.DatasetId)
            : BlobPaths.Retention(lineage, window.DatasetId);
        var wanted = window.Rows.ToHashSet();
        var examples = new List<(string, ChatExample)>();
        var number = 0;
        await foreach (var example in store.ReadRowsAsync<ChatExample>(blob, cancellationToken))
        {
            if (wanted.Contains(number++))
            {
                examples.Add((ExampleId.Of(example), example));
            }
        }

        return examples;
    }
}
