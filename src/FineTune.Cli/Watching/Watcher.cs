using FineTune.Cli.Client;
using FineTune.Cli.Views;
using FineTune.Functions.Api.Models;

namespace FineTune.Cli.Watching;

/// <summary>Polls a host.</summary>
internal sealed class Watcher(LocalHostClient host, string? lineage)
{
    private const int NewestRuns = 5;
    private readonly Dictionary<string, string?> _reasons = [];

    public async Task<Snapshot> PollAsync(CancellationToken cancellationToken)
    {
        var all = await host.GetLineagesAsync(cancellationToken);
        IReadOnlyList<LineageOverview> lineages = lineage is null ? all : [.. all.Where(view => view.Lineage == lineage)];
        var datasets = new List<DatasetState>();
        var runs = new List<RunStateView>();
        foreach (var name in lineages.Select(view => view.Lineage))
        {
            datasets.AddRange((await host.GetDatasetsAsync(name, cancellationToken)).Select(view => new DatasetState(name, view)));
            var page = await host.GetRunsAsync(name, NewestRuns, null, cancellationToken);
            foreach (var run in page.Runs)
            {
                runs.Add(new RunStateView(name, run, RunEnds.IsBad(run.State) ? await ReasonAsync(name, run.RunId, cancellationToken) : null));
            }
        }

        return new Snapshot(lineages, datasets, runs);
    }

    private async Task<string?> ReasonAsync(string name, string runId, CancellationToken cancellationToken)
    {
        if (!_reasons.TryGetValue(runId, out var reason))
        {
            reason = (await host.FindRunAsync(name, runId, cancellationToken))?.Outcome?.Reason;
            _reasons[runId] = reason;
        }

        return reason;
    }
}
