using FineTune.LocalProvider.Composition;
using FineTune.LocalProvider.Embeddings;
using FineTune.LocalProvider.Http;
using FineTune.LocalProvider.Routing;

namespace FineTune.LocalProvider.Endpoints;

internal static class EmbeddingEndpoints
{
    public static void Map(RouteTable routes, ProviderCore core)
    {
        routes.Api("POST", "/embeddings", "embeddings", "embeddings", async call => ApiReply.Ok(await EmbeddingService.EmbedAsync(core, core.Models, await call.JsonAsync())));
        routes.Map("POST", "/openai/deployments/{deployment}/embeddings", "embeddings", "embeddings",
            async call => ApiReply.Ok(await EmbeddingService.EmbedAsync(core, core.Models, await call.JsonAsync(), call.Route("deployment"))));
    }
}
