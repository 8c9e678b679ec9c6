using FineTune.Core.Registry;
using FineTune.Functions.Api.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace FineTune.Functions.Api;

/// <summary>The registry of a lineage: versions, ancestry, aliases.</summary>
public sealed class ModelsApi(IModelRegistry registry)
{
    [Function("ListModels")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/lineages/{lineage}/models")] HttpRequest request,
        string lineage, CancellationToken cancellationToken)
    {
        if (ApiResult.RefuseLineage(lineage) is { } refusal)
        {
            return refusal;
        }

        var history = await registry.GetHistoryAsync(lineage, cancellationToken);
        var aliases = history.GroupBy(move => move.Alias).ToDictionary(moves => moves.Key, moves => moves.Last().Version);
        var versions = await registry.ListAsync(lineage, cancellationToken);
        return ApiResult.Ok(new ModelsOverview(versions, aliases, history), ApiJson.Default.ModelsOverview);
    }

    /// <summary>Promotes a version, or with <c>previous</c> rolls the alias back to where it pointed before its last move.</summary>
    [Function("MoveAlias")]
    public async Task<IActionResult> MoveAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/lineages/{lineage}/aliases/{alias}")] HttpRequest request,
        string lineage, string alias, CancellationToken cancellationToken)
    {
        if (ApiResult.RefuseLineage(lineage) is { } refusal)
        {
            return refusal;
        }

        var (body, wrong) = await ApiResult.ReadAsync(request, ApiJson.Default.AliasRequest, cancellationToken);
        if (body is null)
        {
            return wrong!;
        }

        var target = body.Previous ? await PreviousAsync(lineage, alias, cancellationToken) : body.Version;
        if (await RefuseAsync(lineage, alias, body, target, cancellationToken) is { } impossible)
        {
            return impossible;
        }

        var reason = body.Reason ?? (body.Previous ? "Rolled back by a person." : "Promoted by a person.");
        var move = await registry.MoveAliasAsync(lineage, alias, target!.Value, reason, Guid.NewGuid().ToString("N"), cancellationToken);
        return ApiResult.Ok(move, ApiJson.Default.AliasMove);
    }

    private async Task<IActionResult?> RefuseAsync(
        string lineage, string alias, AliasRequest body, int? target, CancellationToken cancellationToken)
    {
        var next = $"See the versions with: finetune models --lineage {lineage}";
        return target is { } version
            ? await registry.GetAsync(lineage, version, cancellationToken) is null
                ? ApiResult.NotFound($"Lineage '{lineage}' has no version {version}.", next)
                : null
            : body.Previous
                ? ApiResult.Error(StatusCodes.Status409Conflict, $"The alias '{alias}' has no earlier version to go back to.", next)
                : ApiResult.Error(StatusCodes.Status400BadRequest, "The body names no version.", next);
    }

    private async Task<int?> PreviousAsync(string lineage, string alias, CancellationToken cancellationToken)
    {
        var history = await registry.GetHistoryAsync(lineage, cancellationToken);
        return history.LastOrDefault(move => move.Alias == alias)?.From;
    }
}
