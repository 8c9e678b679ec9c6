using FineTune.LocalProvider.Composition;
using FineTune.LocalProvider.Endpoints;
using FineTune.LocalProvider.Routing;
using Microsoft.AspNetCore.Routing;

namespace FineTune.LocalProvider.Hosting;

internal static class LocalProviderRouteExtensions
{
    /// <summary>Maps every endpoint of the provider.</summary>
    public static void MapLocalProvider(this IEndpointRouteBuilder routes, ProviderCore core)
    {
        var table = new RouteTable(core, routes);
        FileEndpoints.Map(table, core);
        JobEndpoints.Map(table, core);
        ChatEndpoints.Map(table, core);
        EmbeddingEndpoints.Map(table, core);
        ModerationEndpoints.Map(table, core);
        BatchEndpoints.Map(table, core);
        ModelEndpoints.Map(table, core);
        DeploymentEndpoints.Map(table, core);
        ControlEndpoints.Map(table, core);
    }
}
