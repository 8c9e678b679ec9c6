using FineTune.LocalProvider.Composition;
using FineTune.LocalProvider.Http;
using FineTune.LocalProvider.Routing;

namespace FineTune.LocalProvider.Endpoints;

internal static class ChatEndpoints
{
    public static void Map(RouteTable routes, ProviderCore core)
    {
        routes.Api("POST", "/chat/completions", "chat", "chat.completions", async call => ApiReply.Ok(await core.Chat.CompleteAsync(await call.JsonAsync())));
        routes.Map("POST", "/openai/deployments/{deployment}/chat/completions", "chat", "chat.completions",
            async call => ApiReply.Ok(await core.Chat.CompleteAsync(await call.JsonAsync(), call.Route("deployment"))));
    }
}
