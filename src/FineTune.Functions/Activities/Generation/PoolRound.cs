using FineTune.Core.Models;
using FineTune.Core.Storage;
using FineTune.Functions.Contracts.Synthesis;
using FineTune.Synthesis.Candidates;
using FineTune.Synthesis.Judging;

namespace FineTune.Functions.Activities.Generation;

/// <summary>
/// Ends a round: the tasks of its windows that passed the filters and the judges join the pool, in the order of the windows, unless another window of the
/// round was first with the like of them. Doing it again gives the same pool.
/// </summary>
public sealed class PoolRound(IBlobStore store, ITokenCounter tokens)
{
    [Function(nameof(PoolRound))]
    public async Task<int> RunAsync([ActivityTrigger] PoolRoundInput input, CancellationToken cancellationToken)
    {
        var state = await WindowPool.ReadAsync(store, input.First, tokens, cancellationToken);
        var (lineage, datasetId) = (input.First.Lineage, input.First.DatasetId);
        using var pool = new RowWriter(store, BlobPaths.Pool(lineage, datasetId, input.First.Round));
        for (var window = input.First.Window.Number; window < input.First.Window.Number + input.Windows; window++)
        {
            var kept = input.First.Settings.Judging.Enabled ? await KeptAsync(lineage, datasetId, window, cancellationToken) : null;
            await foreach (var row in store.ReadRowsAsync<GeneratedRow>(BlobPaths.Window(lineage, datasetId, "generate", window), cancellationToken))
            {
                if (row is { Outcome: CandidateOutcome.Ok, Task: { } task } && kept?.Contains(row.Id) is not false && state.Admit(task))
                {
                    await pool.WriteAsync(task, cancellationToken);
                }
            }
        }

        await pool.CommitAsync(cancellationToken);
        return (int)pool.Rows;
    }

    private async Task<HashSet<string>> KeptAsync(string lineage, string datasetId, int window, CancellationToken cancellationToken)
    {
        var kept = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var row in store.ReadRowsAsync<JudgedRow>(BlobPaths.Window(lineage, datasetId, "judge", window), cancellationToken))
        {
            if (row.Outcome == PanelOutcome.Kept)
            {
                kept.Add(row.Id);
            }
        }

        return kept;
    }
}
