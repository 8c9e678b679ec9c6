using FineTune.Core.Billing;
using FineTune.Core.Storage;
using FineTune.Functions.Contracts.Evaluation;
using FineTune.Functions.Contracts.Runs;
using FineTune.Training.Evaluation;
using FineTune.Training.Gating;
using FineTune.Training.Runs;

namespace FineTune.Functions.Activities.Evaluation;

/// <summary>Sums up the windows of an evaluation, writes evaluation.json and asks the gate.</summary>
public sealed class CompareModels(IBlobStore store)
{
    [Function(nameof(CompareModels))]
    public async Task<RunEnd> RunAsync([ActivityTrigger] CompareInput input, CancellationToken cancellationToken)
    {
        var plan = input.Plan;
        var sets = new List<SetComparison>();
        var usage = CallUsage.Zero;
        foreach (var set in input.Windows.GroupBy(window => (window.Kind, window.DatasetId)))
        {
            var rows = new Dictionary<string, EvaluatedRow>(StringComparer.Ordinal);
            foreach (var window in set)
            {
                await foreach (var row in store.ReadRowsAsync<EvaluatedRow>(BlobPaths.RunWindow(plan.Lineage, plan.RunId, window.Number), cancellationToken))
                {
                    rows.TryAdd(row.Id, row);
                }
            }

            usage = rows.Values.Aggregate(usage, (sum, row) => sum + row.Usage);
            var ordered = rows.OrderBy(row => row.Key, StringComparer.Ordinal).Select(row => row.Value).ToList();
            sets.Add(SetComparisons.Compare(set.Key.Kind, set.Key.DatasetId, ordered));
        }

        var report = new EvaluationReport(plan.RunId, input.End.Model!, plan.ParentModel, sets, usage.PriceUsd);
        await store.WriteJsonAsync(BlobPaths.RunEvaluation(plan.Lineage, plan.RunId), report, cancellationToken: cancellationToken);
        var decision = Gate.Decide(report, plan.Settings.Gate);
        var end = input.End with { Evaluation = Gate.Headline(report, decision) };
        return decision.Passed ? end : end with { State = RunState.Refused, Reason = decision.Reason };
    }
}
