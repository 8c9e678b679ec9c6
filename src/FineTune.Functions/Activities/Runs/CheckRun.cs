using FineTune.Core.Billing;
using FineTune.Core.Billing.Prices;
using FineTune.Core.Lineages;
using FineTune.Core.Models;
using FineTune.Functions.Activities.Billing;
using FineTune.Training.Planning;
using FineTune.Training.Runs;

namespace FineTune.Functions.Activities.Runs;

/// <summary>The pre-flight: can the provider train this base today, and does the budget hold the worst case? Reserves the job's money.</summary>
public sealed class CheckRun(IModelEndpoints endpoints, IPriceBook prices, IAccount account, IPaidCallLedger ledger, TimeProvider time)
{
    [Function(nameof(CheckRun))]
    public async Task<string?> RunAsync([ActivityTrigger] RunPlan plan, CancellationToken cancellationToken)
    {
        var job = await ledger.GetAsync(plan.Lineage, LedgerKey.Of(plan.RunId, "job", 0), cancellationToken);
        if (job?.ProviderId is not null)
        {
            // A run that broke down is taken up again: its job is paid for, whatever the provider would say about a new one.
            return null;
        }

        var (price, refusal) = CallPricing.Find(prices, endpoints.Describe(plan.Endpoint), new ModelChoice(plan.Endpoint, plan.RootModel));
        if (price is null)
        {
            return refusal;
        }

        if (prices.AgeOf(price).Refusal is { } tooOld)
        {
            return tooOld;
        }

        var model = await endpoints.GetFineTuning(plan.Endpoint).GetModelAsync(plan.BaseModel, cancellationToken);
        if (Preflight.Refuse(plan, price, model, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime)) is { } reason)
        {
            return reason;
        }

        var budget = plan.Settings.Budget;
        var reserved = await account.ReserveAsync(
            new ReservationRequest(
                plan.Lineage, plan.Month, Reservations.Train(plan.RunId), plan.RunId, "trainer", plan.MaxPriceUsd, budget.PerRunUsd, budget.PerMonthUsd),
            cancellationToken);
        return reserved.Granted ? null : reserved.Reason;
    }
}
