using FineTune.Core.Billing;
using FineTune.Core.Billing.Prices;
using FineTune.Core.Lineages;
using FineTune.Core.Models;
using FineTune.Functions.Contracts.Runs;
using FineTune.Training.Runs;

namespace FineTune.Functions.Activities.Billing;

/// <summary>Records the actual cost of a run's job.</summary>
internal static class RunBilling
{
    /// <summary>
    /// Settles the job's reservation: trained tokens at the base's price. A job that was billed but did not say how much (it
    /// succeeded, or was cancelled in the middle) is booked at the worst case; one that failed, or never was, at nothing. A run
    /// that failed after its job gave a model pays for the job all the same.
    /// </summary>
    public static Task SettleJobAsync(
        IAccount account, IModelEndpoints endpoints, IPriceBook prices, RunPlan plan, RunEnd end, CancellationToken cancellationToken)
    {
        var (price, _) = CallPricing.Find(prices, endpoints.Describe(plan.Endpoint), new ModelChoice(plan.Endpoint, plan.RootModel));
        var billed = end.JobId is not null && (end.State != RunState.Failed || end.Model is not null || end.TrainedTokens is not null);
        var spent = !billed ? 0
            : end.TrainedTokens is { } trained ? trained * (price?.TrainingPerMillion ?? 0) / 1_000_000m
            : plan.MaxPriceUsd;
        return account.SettleAsync(plan.Lineage, plan.Month, Reservations.Train(plan.RunId), spent, cancellationToken);
    }
}
