using FineTune.Core.Billing;
using FineTune.Core.Billing.Prices;
using FineTune.Core.Models;
using FineTune.Core.Models.Jobs;
using FineTune.Core.Registry;
using FineTune.Functions.Activities.Billing;
using FineTune.Functions.Contracts.Runs;

namespace FineTune.Functions.Activities.Registering;

/// <summary>Registers the candidate with its ancestry and makes it the champion. Idempotent.</summary>
public sealed class RegisterModel(IModelRegistry registry, IAccount account, IModelEndpoints endpoints, IPriceBook prices)
{
    [Function(nameof(RegisterModel))]
    public async Task<int> RunAsync([ActivityTrigger] RegisterInput input, CancellationToken cancellationToken)
    {
        var (plan, end) = (input.Plan, input.End);
        await RunBilling.SettleJobAsync(account, endpoints, prices, plan, end, cancellationToken);
        var month = await account.GetAsync(plan.Lineage, plan.Month, cancellationToken);
        var version = await registry.RegisterAsync(
            new ModelVersion(
                plan.Lineage, 0, plan.RunId, plan.Endpoint, end.Model!, end.Deployment, plan.RootModel, plan.ParentVersion, plan.Strategy,
                plan.Increments, new VersionExamples(plan.Rows.Train, plan.Rows.Generated, plan.Rows.Replayed, plan.Rows.Validation, plan.Rows.Rejected),
                end.Hyperparameters ?? new ResolvedHyperparameters(null, null, null), plan.Seed, end.JobId!, end.TrainedTokens ?? 0,
                month.SpentBy(plan.RunId), end.Evaluation, new DateTimeOffset(input.At, TimeSpan.Zero)),
            cancellationToken);
        var reason = plan.ParentVersion is { } parent ? $"Run {plan.RunId} passed the gate against version {parent}." : $"Run {plan.RunId} created the first version.";
        await registry.MoveAliasAsync(plan.Lineage, Aliases.Champion, version.Number, reason, plan.RunId, cancellationToken);
        return version.Number;
    }
}
