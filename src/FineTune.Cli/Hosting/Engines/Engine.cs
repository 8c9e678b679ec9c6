using Azure.Core;
using FineTune.Cli.Data;
using FineTune.Storage.AzureBlobs;
using FunctionsHost.Local.Durable;
using FunctionsHost.Local.HostJson;
using FunctionsHost.Local.State;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FineTune.Cli.Hosting.Engines;

/// <summary>What the choice of the engine decides: where orchestrations and trigger state are kept, and whether triggers run under a lease.</summary>
internal static class Engine
{
    public static Func<IServiceProvider, HostSettings, DurableBackend> Backend(DataFolder data, EngineKind engine) => (services, settings) =>
        engine == EngineKind.AzureStorage
            ? AzureStorageEngine.Create(services.GetRequiredService<StorageAccount>(), HostId.Of(data).ToString("N"), settings, services)
            : SqliteEngine.Create(data, settings, services);

    /// <summary>Added after the function host: the lease takes the place of its own.</summary>
    public static void AddServices(IServiceCollection services, DataFolder data, StorageChoice storage, EngineKind engine)
    {
        if (engine != EngineKind.AzureStorage)
        {
            services.Replace(ServiceDescriptor.Singleton<IHostStateStore>(new FolderHostStateStore(data.TriggerState)));
            return;
        }

        services.AddSingleton(p => StorageAccount.Open(storage, p.GetRequiredService<TokenCredential>));
        services.Replace(ServiceDescriptor.Singleton<IHostStateStore>(p =>
            new BlobHostStateStore(new AzureBlobStore(p.GetRequiredService<StorageAccount>().Blobs), Container(p))));
        services.Replace(ServiceDescriptor.Singleton<IHostLease>(p => new BlobHostLease(
            p.GetRequiredService<StorageAccount>().Blobs.GetBlobContainerClient(Container(p)), HostId.Of(data))));
    }

    /// <summary>Beside the hub's own containers, which the durable engine names in the same way.</summary>
    private static string Container(IServiceProvider services) => $"{services.GetRequiredService<HostSettings>().HubName.ToLowerInvariant()}-host";
}
