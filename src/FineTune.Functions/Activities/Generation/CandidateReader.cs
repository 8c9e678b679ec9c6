using FineTune.Core.Examples;
using FineTune.Core.Models;
using FineTune.Core.Storage;
using FineTune.Functions.Contracts.Datasets;
using FineTune.Synthesis.Candidates;
using FineTune.Synthesis.Planning;

namespace FineTune.Functions.Activities.Generation;

/// <summary>Reads what the generating windows of a drop gave.</summary>
internal sealed class CandidateReader(IBlobStore store, AssembleInput input, SynthesisPlan plan)
{
    /// <summary>For deciding over rows whose tokens were counted when they were made.</summary>
    public static ITokenCounter NoTokens { get; } = new Uncounted();

    /// <summary>All rows in the order of the windows; of one id the first.</summary>
    public async Task<IReadOnlyList<GeneratedRow>> ReadAsync(CancellationToken cancellationToken)
    {
        var rows = new List<GeneratedRow>();
        for (var window = plan.JudgeWindows; window < plan.Windows; window++)
        {
            var blob = BlobPaths.Window(input.Lineage, input.DatasetId, "generate", window);
            await foreach (var row in store.ReadRowsAsync<GeneratedRow>(blob, cancellationToken))
            {
                rows.Add(row);
            }
        }

        return [.. rows.DistinctBy(row => row.Id)];
    }

    private sealed class Uncounted : ITokenCounter
    {
        public int Count(string model, string text) => 0;

        public int Count(string model, ChatExample example) => 0;
    }
}
