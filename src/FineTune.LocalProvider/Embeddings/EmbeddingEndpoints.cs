using FineTune.LocalProvider.Http;

namespace FineTune.LocalProvider.Embeddings;

internal static class EmbeddingEndpoints
{
    public static void Map(RouteTable routes, ProviderCore core)
    {
        routes.Api("POST", "/embeddings", "embeddings", "embeddings", async call => ApiReply.Ok(await EmbeddingService.EmbedAsync(core, await call.JsonAsync())));
        routes.Map("POST", "/openai/deployments/{deployment}/embeddings", "embeddings", "embeddings",
            async call => ApiReply.Ok(await EmbeddingService.EmbedAsync(core, await call.JsonAsync(), call.Route("deployment"))));
    }
}
