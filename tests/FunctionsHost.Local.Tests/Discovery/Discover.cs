using FunctionsHost.Local.Discovery;
using FunctionsHost.Local.HostJson;
using FunctionsHost.Local.Invocation;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsHost.Local.Tests.Discovery;

/// <summary>Discovers functions in given classes, with host settings and app settings as a test wants them.</summary>
internal static class Discover
{
    public static IReadOnlyList<FunctionDescriptor> In(Type type, HostSettings? settings = null,
        params (string Key, string Value)[] appSettings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(appSettings.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Build();
        return new FunctionDiscovery(settings ?? new HostSettings(), new SettingResolver(configuration)).Discover([type]);
    }

    public static FunctionCatalog Catalog(Type type, Action<IServiceCollection>? services = null)
    {
        var collection = new ServiceCollection();
        services?.Invoke(collection);
        var scopes = collection.BuildServiceProvider().GetRequiredService<IServiceScopeFactory>();
        return new FunctionCatalog(In(type), new FunctionPipeline([]), scopes);
    }
}
