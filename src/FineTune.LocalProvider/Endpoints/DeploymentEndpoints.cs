using System.Text.Json.Nodes;
using FineTune.LocalProvider.Composition;
using FineTune.LocalProvider.Faults;
using FineTune.LocalProvider.Http;
using FineTune.LocalProvider.Routing;
using FineTune.LocalProvider.Storage;

namespace FineTune.LocalProvider.Endpoints;

/// <summary>The three calls of the control plane: put, get, delete.</summary>
internal static class DeploymentEndpoints
{
    private const string Path = "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.CognitiveServices/accounts/{account}/deployments/{name}";
    private const double SlowFactor = 20;

    public static void Map(RouteTable routes, ProviderCore core)
    {
        routes.Map("PUT", Path, "deployments", "deployments.put", call => PutAsync(core, call));
        routes.Map("GET", Path, "deployments", "deployments.get", call => Task.FromResult(ApiReply.Ok(View(core, Require(core, call)))));
        routes.Map("DELETE", Path, "deployments", "deployments.delete", call => Task.FromResult(Delete(core, call)));
    }

    private static async Task<ApiReply> PutAsync(ProviderCore core, ApiCall call)
    {
        var id = Id(call);
        var request = await call.JsonAsync();
        var model = request.Field("properties")?.Field("model")?.Text("name") ?? throw Invalid("properties.model.name is missing.");
        if (await core.Models.FindAsync(model) is null)
            throw Invalid($"The model '{model}' does not exist in this account.");
        var sku = request.Field("sku")?.Text("name") ?? throw Invalid("sku.name is missing.");
        var capacity = request.Field("sku") is { } block ? (int)(block.Whole("capacity", 1, 100_000) ?? 1) : 1;
        var known = core.Deployments.Store.Find(id);
        if (known is { Fails: false } && known.Model == model && known.Sku == sku && known.Capacity == capacity)
            return ApiReply.Ok(View(core, known));
        var seconds = core.Options.DeploymentSeconds;
        if (core.Faults.Take(FaultNames.DeploymentSlow, "deployments", model) is { } slow)
            seconds = slow.Seconds ?? seconds * SlowFactor;
        var record = new DeploymentRecord(id, core.Deployments.Store.NextOrdinal(), core.NowMs, seconds * 1000, call.Route("name"), id, model, sku, capacity)
        {
            Version = request.Field("properties")?.Field("model")?.Text("version") ?? "1",
            Fails = core.Faults.Take(FaultNames.DeploymentFailed, "deployments", model) is not null,
        };
        return new ApiReply(known is null ? 201 : 200) { Json = View(core, core.Deployments.Store.Put(record)) };
    }

    private static ApiReply Delete(ProviderCore core, ApiCall call)
    {
        if (core.Deployments.Store.Find(Id(call)) is null)
            return new ApiReply(204);
        core.Deployments.Store.Remove(Id(call));
        return new ApiReply(200);
    }

    private static DeploymentRecord Require(ProviderCore core, ApiCall call) => core.Deployments.Store.Find(Id(call))
        ?? throw new ApiException(404, "ResourceNotFound", $"The Resource '{Id(call)}' was not found.", null, null);

    private static JsonObject View(ProviderCore core, DeploymentRecord deployment)
    {
        var properties = new JsonObject
        {
            ["model"] = new JsonObject { ["format"] = "OpenAI", ["name"] = deployment.Model, ["version"] = deployment.Version },
            ["provisioningState"] = core.Deployments.State(deployment),
        };
        return new JsonObject
        {
            ["id"] = deployment.ResourceId,
            ["type"] = "Microsoft.CognitiveServices/accounts/deployments",
            ["name"] = deployment.Name,
            ["sku"] = new JsonObject { ["name"] = deployment.Sku, ["capacity"] = deployment.Capacity },
            ["properties"] = properties,
        };
    }

    private static string Id(ApiCall call) =>
        $"/subscriptions/{call.Route("subscription")}/resourceGroups/{call.Route("group")}/providers/Microsoft.CognitiveServices/accounts/{call.Route("account")}/deployments/{call.Route("name")}";

    private static ApiException Invalid(string message) => new(400, "InvalidResourceProperties", message, null, null);
}
