using FineTune.Core.Billing;
using FineTune.Core.Billing.Prices;
using FineTune.Core.Models;
using FineTune.Core.Storage;
using FineTune.Functions.Contracts.Batches;

namespace FineTune.Functions.Activities.Batches;

/// <summary>The stages that batches serve.</summary>
internal static class BatchedCalls
{
    public static IBatchedCalls Of(
        BatchCallKind kind, IBlobStore store, IModelEndpoints endpoints, IPriceBook prices, IAccount account, ITokenCounter tokens, TimeProvider time) =>
        kind == BatchCallKind.Calls
            ? new TeacherCalls(store, endpoints, prices, account, tokens, time)
            : new JudgeCalls(store, endpoints, prices, account, time);
}
