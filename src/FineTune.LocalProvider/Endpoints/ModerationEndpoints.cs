using FineTune.LocalProvider.Composition;
using FineTune.LocalProvider.Http;
using FineTune.LocalProvider.Moderations;
using FineTune.LocalProvider.Routing;

namespace FineTune.LocalProvider.Endpoints;

internal static class ModerationEndpoints
{
    public static void Map(RouteTable routes, ProviderCore core)
    {
        // Azure has no such endpoint: its filter annotates chat answers instead.
        if (!core.Azure)
            routes.Api("POST", "/moderations", "moderations", "moderations", async call => ApiReply.Ok(ModerationService.Moderate(await call.JsonAsync())));
    }
}
