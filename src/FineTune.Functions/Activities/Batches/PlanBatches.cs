using System.Globalization;
using FineTune.Core.Billing;
using FineTune.Core.Billing.Prices;
using FineTune.Core.Lineages;
using FineTune.Core.Models;
using FineTune.Core.Storage;
using FineTune.Functions.Contracts.Batches;
using FineTune.Synthesis.Batches;

namespace FineTune.Functions.Activities.Batches;

/// <summary>
/// Decides which of the calls that a group of windows has to make go through batches, reserves their price and writes their request files. Nothing is called here.
/// </summary>
public sealed class PlanBatches(
    IBlobStore store, IModelEndpoints endpoints, IPriceBook prices, IAccount account, ITokenCounter tokens, TimeProvider time)
{
    [Function(nameof(PlanBatches))]
    public async Task<PlannedBatches> RunAsync([ActivityTrigger] BatchCallsInput input, CancellationToken cancellationToken)
    {
        var source = BatchedCalls.Of(input.Kind, store, endpoints, prices, account, tokens, time);
        var due = new List<DueCalls>();
        foreach (var window in input.Windows)
        {
            due.AddRange(await source.DueAsync(window, cancellationToken) is { } calls ? [calls] : []);
        }

        var choices = due.SelectMany(window => window.Calls).CountBy(call => call.Model).ToDictionary(model => model.Key, model => Decide(input, model.Key, model.Value));
        if (choices.Values.FirstOrDefault(choice => choice.Refusal is not null) is { } contradiction)
        {
            return new PlannedBatches([], contradiction.Refusal);
        }

        var batched = choices.Where(choice => choice.Value.UseBatches).Select(choice => choice.Key).ToHashSet();
        return new PlannedBatches(await WriteAsync(input, await PaidForAsync(due, batched, cancellationToken), cancellationToken), null);
    }

    private BatchChoice Decide(BatchCallsInput input, ModelChoice model, int calls)
    {
        var tuned = model.Model.StartsWith("ft:", StringComparison.Ordinal);
        return BatchPolicy.Decide(BatchSettings.Of(input.Settings), calls, endpoints.Describe(model.Endpoint), tuned, input.Deadline - time.GetUtcNow().UtcDateTime);
    }

    /// <summary>The calls to these models, of the windows whose price is reserved. A window without budget reports that itself when it is processed.</summary>
    private static async Task<List<DueCall>> PaidForAsync(List<DueCalls> due, HashSet<ModelChoice> models, CancellationToken cancellationToken)
    {
        var paid = new List<DueCall>();
        foreach (var window in due)
        {
            var calls = window.Calls.Where(call => models.Contains(call.Model)).ToList();
            paid.AddRange(calls.Count > 0 && (await window.Budget.ReserveAsync(cancellationToken)).Granted ? calls : []);
        }

        return paid;
    }

    private async Task<IReadOnlyList<PlannedBatch>> WriteAsync(BatchCallsInput input, List<DueCall> calls, CancellationToken cancellationToken)
    {
        var planned = new List<PlannedBatch>();
        foreach (var model in calls.GroupBy(call => call.Model))
        {
            // A line that no file may hold is left to be called singly, as is everything without an answer.
            var first = planned.Count;
            var written = await new BatchFiles(store).WriteAsync(
                endpoints.GetBatches(model.Key.Endpoint), model.Key.Model, model.Select(call => call.Request), endpoints.Describe(model.Key.Endpoint).Batches!,
                file => Place(input, first + file), cancellationToken);
            planned.AddRange(written.Files.Select(file => new PlannedBatch(model.Key, file)));
        }

        return planned;
    }

    private static BlobRef Place(BatchCallsInput input, int file) => BlobPaths.Batch(
        input.Lineage, input.DatasetId,
        string.Create(CultureInfo.InvariantCulture, $"{input.Kind.ToString().ToLowerInvariant()}-{input.Windows[0].Window.Number:00000}-{input.Wave}-{file:000}"));
}
