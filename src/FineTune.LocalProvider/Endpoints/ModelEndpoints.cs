using System.Text.Json.Nodes;
using FineTune.LocalProvider.Composition;
using FineTune.LocalProvider.Http;
using FineTune.LocalProvider.Models;
using FineTune.LocalProvider.Routing;

namespace FineTune.LocalProvider.Endpoints;

internal static class ModelEndpoints
{
    public static void Map(RouteTable routes, ProviderCore core)
    {
        routes.Api("GET", "/models", "models", "models.list", async call => ApiReply.Ok(new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. (await core.Models.ListAsync()).Select(m => View(core, m.Model, m.CreatedAt))]),
        }));
        routes.Api("GET", "/models/{model}", "models", "models.get", async call => ApiReply.Ok(await GetAsync(core, call.Route("model"))));
        routes.Api("DELETE", "/models/{model}", "models", "models.delete", async call => ApiReply.Ok(await DeleteAsync(core, call.Route("model"))));
    }

    private static async Task<JsonObject> GetAsync(ProviderCore core, string name)
    {
        var model = await core.Models.FindAsync(name) ?? throw ApiException.ModelNotFound(name);
        var listed = (await core.Models.ListAsync()).Find(m => m.Model.Name == name);
        return View(core, model, listed.CreatedAt);
    }

    private static async Task<JsonObject> DeleteAsync(ProviderCore core, string name)
    {
        var model = await core.Models.FindAsync(name) ?? throw ApiException.ModelNotFound(name);
        if (model.Job is not { } job || job.TunedModel != name)
            throw new ApiException(403, null, $"The model '{name}' cannot be deleted: only a fine-tuned model of this organization can.", "model");
        if (core.Deployments.Uses(name) is { } deployment)
            throw new ApiException(409, "conflict", $"The model '{name}' is deployed as '{deployment}'. Delete the deployment first.", "model");
        core.Jobs.Change(job, j => j with { ModelDeleted = true });
        return new JsonObject { ["id"] = name, ["object"] = "model", ["deleted"] = true };
    }

    private static JsonObject View(ProviderCore core, ResolvedModel model, long createdAt)
    {
        var view = new JsonObject
        {
            ["id"] = model.Name,
            ["object"] = "model",
            ["created"] = createdAt,
            ["owned_by"] = model.Kind == ModelKind.Tuned ? "org-local" : "system",
            ["shutdown_date"] = core.Models.ShutdownDate(model),
        };
        if (model.Job is { } job)
            (view["root"], view["parent"]) = (model.Root, job.Model);
        if (core.Azure)
        {
            var chats = model.Kind is not (ModelKind.Embedding or ModelKind.Moderation);
            view["lifecycle_status"] = "generally-available";
            view["capabilities"] = new JsonObject
            {
                ["fine_tune"] = model.Kind is ModelKind.Base or ModelKind.Tuned,
                ["inference"] = true,
                ["completion"] = false,
                ["chat_completion"] = chats,
                ["embeddings"] = model.Kind == ModelKind.Embedding,
            };
        }

        return view;
    }
}
