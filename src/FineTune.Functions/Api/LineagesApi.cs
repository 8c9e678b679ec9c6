using FineTune.Core.Registry;
using FineTune.Core.Storage;
using FineTune.Functions.Api.Models;
using FineTune.Functions.Contracts;
using FineTune.Functions.Starting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace FineTune.Functions.Api;

/// <summary>The lineages of the installation.</summary>
public sealed class LineagesApi(IBlobStore store, IModelRegistry registry)
{
    [Function("ListLineages")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/lineages")] HttpRequest request,
        [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var item in store.ListAsync(BlobPaths.DatasetsIndex, "", cancellationToken))
        {
            names.Add(item.Blob.Name.Split('/')[0]);
        }

        await foreach (var item in store.ListAsync(BlobPaths.Lineages, "", cancellationToken))
        {
            if (BlobPaths.IsSettings(item.Blob))
            {
                names.Add(Path.GetFileNameWithoutExtension(item.Blob.Name));
            }
        }

        var lineages = new List<LineageOverview>();
        foreach (var name in names.Where(Core.Lineages.LineageName.IsValid))
        {
            lineages.Add(await OverviewAsync(client, name, cancellationToken));
        }

        return ApiResult.Ok(lineages, ApiJson.Default.IReadOnlyListLineageOverview);
    }

    [Function("TuneLineage")]
    public static async Task<IActionResult> TuneAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/lineages/{lineage}/tune")] HttpRequest request,
        string lineage, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (ApiResult.RefuseLineage(lineage) is { } refusal)
        {
            return refusal;
        }

        await Starter.TuneAsync(client, lineage, cancellationToken);
        return ApiResult.Accepted(InstanceIds.Tune(lineage));
    }

    private async Task<LineageOverview> OverviewAsync(DurableTaskClient client, string lineage, CancellationToken cancellationToken)
    {
        var versions = await registry.ListAsync(lineage, cancellationToken);
        var champion = await registry.ResolveAsync(lineage, Aliases.Champion, cancellationToken);
        var staged = 0;
        await foreach (var _ in store.ListAsync(BlobPaths.Increments, BlobPaths.StagedPrefix(lineage), cancellationToken))
        {
            staged++;
        }

        var running = await InstanceStatus.ReadAsync(client, InstanceIds.Tune(lineage), cancellationToken);
        return new LineageOverview(lineage, champion, versions.Count, staged, running?.Stage == "approval", running);
    }
}
