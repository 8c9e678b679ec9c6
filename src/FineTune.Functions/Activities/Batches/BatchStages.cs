using FineTune.Core.Billing;
using FineTune.Core.Billing.Prices;
using FineTune.Core.Models;
using FineTune.Core.Storage;
using FineTune.Functions.Orchestrations;

namespace FineTune.Functions.Activities.Batches;

/// <summary>The stages that batches serve.</summary>
internal static class BatchStages
{
    public static IBatchedStage Of(
        BatchStage stage, IBlobStore store, IModelEndpoints endpoints, IPriceBook prices, IAccount account, ITokenCounter tokens, TimeProvider time) =>
        stage == BatchStage.Calls
            ? new CallStage(store, endpoints, prices, account, tokens, time)
            : new VerdictStage(store, endpoints, prices, account, time);
}
