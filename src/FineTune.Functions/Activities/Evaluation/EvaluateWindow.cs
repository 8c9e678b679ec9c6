using FineTune.Core.Billing;
using FineTune.Core.Billing.Prices;
using FineTune.Core.Examples;
using FineTune.Core.Models;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Storage;
using FineTune.Functions.Activities.Runs;
using FineTune.Functions.Activities.Windows;
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
        var (contest, refusal) = ModelContest.Create(input, endpoints, prices, time);
        if (contest is null)
        {
            return EvaluationProgress.Stop(refusal, endpoint);
        }

        var examples = await ReadAsync(plan.Lineage, input.Window, cancellationToken);
        var worst = contest.WorstCase(examples.Count, examples.Sum(e => (long)tokens.Count(plan.RootModel, e.Example)));
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
        await PlayAsync(contest, examples, log, cancellationToken);
        if (contest.NotReady)
        {
            return EvaluationProgress.Wait(endpoint);
        }

        if (contest.Stopped is null && examples.Exists(e => !log.Rows.ContainsKey(e.Id)))
        {
            return EvaluationProgress.GoOn(endpoint);
        }

        await account.SettleAsync(plan.Lineage, plan.Month, reservation.Id, log.Rows.Values.Sum(r => r.Usage.PriceUsd), cancellationToken);
        return EvaluationProgress.Stop(contest.Stopped, endpoint);
    }

    private async Task PlayAsync(
        ModelContest contest, List<(string Id, ChatExample Example)> examples, RowLog<EvaluatedRow> log, CancellationToken cancellationToken)
    {
        var clock = new WindowClock(time);
        try
        {
            foreach (var group in examples.Where(e => !log.Rows.ContainsKey(e.Id)).Chunk(contest.RowsAtOnce))
            {
                if (clock.IsUp || contest.Stopped is not null || contest.NotReady)
                {
                    break;
                }

                await log.AddAsync(group.Select(e => contest.PlayAsync(e.Id, e.Example, cancellationToken)), cancellationToken);
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

/// <summary>A window to evaluate.</summary>
/// <param name="Candidate">Callable name of the candidate.</param>
public sealed record EvaluateWindowInput(RunPlan Plan, string Candidate, EvaluationWindow Window, int InFlight);

/// <summary>What one pass came to.</summary>
/// <param name="NotReady">The model does not answer yet: wait, then call again.</param>
/// <param name="Stopped">Why the evaluation cannot go on; null when it can.</param>
public sealed record EvaluationProgress(bool Complete, bool NotReady, string? Stopped, TimeSpan PollFirst, TimeSpan PollMax)
{
    /// <summary>Waits for a model that does not answer yet, with pauses that grow to the endpoint's longest.</summary>
    public const int MaxWaits = 40;

    internal static EvaluationProgress GoOn(EndpointInfo endpoint) => new(false, false, null, endpoint.PollFirst, endpoint.PollMax);

    internal static EvaluationProgress Wait(EndpointInfo endpoint) => new(false, true, null, endpoint.PollFirst, endpoint.PollMax);

    internal static EvaluationProgress Stop(string? reason, EndpointInfo endpoint) => new(true, false, reason, endpoint.PollFirst, endpoint.PollMax);
}
