using FineTune.Cli.Data;
using FineTune.Cli.Errors;
using FineTune.Cli.Hosting.Engines;
using FineTune.Cli.Hosting.Triggers;
using FineTune.Core.Storage;
using FineTune.Functions.Orchestrations;
using FineTune.LocalProvider;
using FineTune.LocalProvider.Hosting;
using FineTune.Providers.Hosting;
using FunctionsHost.Local;
using FunctionsHost.Local.Triggers.Blobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FineTune.Cli.Hosting;

/// <summary>The real parts of the local host: the local provider, the pipeline's adapters, and the function app.</summary>
internal sealed class LocalHostParts : IHostParts
{
    private static readonly TimeSpan QuickScan = TimeSpan.FromMilliseconds(250);

    public async Task<IAsyncDisposable> AddAsync(WebApplicationBuilder builder, LocalHostOptions options, CancellationToken cancellationToken)
    {
        var userSettings = LocalHostConfiguration.ReadUserSettings(Directory.GetCurrentDirectory());
        var shared = LocalHostConfiguration.SharedProvider();
        var provider = shared is null ? await StartProviderAsync(options, userSettings, cancellationToken) : null;
        try
        {
            builder.Configuration.AddLocalHostSettings(options, userSettings, shared ?? provider!.ApiUrl);
            builder.AddFineTunePipeline();
            builder.AddFunctionsHost(host =>
            {
                host.Backend = Engine.Backend(options.Data, options.Engine);
                host.Assemblies.Add(typeof(DatasetOrchestrator).Assembly);
                host.BlobSettleTime = options.SettleTime;
                host.BlobScanInterval = ScanInterval(options);
            });
            Engine.AddServices(builder.Services, options.Data, options.Storage, options.Engine);
            builder.Services.AddSingleton(services => CreateTriggerStorage(options, services));
            return (IAsyncDisposable?)provider ?? new NoProvider();
        }
        catch (FunctionConfigurationException e)
        {
            await (provider?.DisposeAsync() ?? default);
            throw new CommandException(
                e.Message, $"Correct the setting that it names (environment, {LocalHostConfiguration.SettingsFile} or host.json).", ExitCodes.Usage, e);
        }
        catch
        {
            await (provider?.DisposeAsync() ?? default);
            throw;
        }
    }

    public void Map(WebApplication app)
    {
        app.UseRouting();
        app.MapFunctions();
    }

    public IBlobStore OpenStore(DataFolder data, StorageChoice storage)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection([LocalHostConfiguration.DataStorage(data, storage)]);
        builder.AddFineTunePipeline();

        // The store lives as long as the command; it holds nothing that must be let go earlier.
        return builder.Build().Services.GetRequiredService<IBlobStore>();
    }

    private static async Task<LocalProviderInstance> StartProviderAsync(
        LocalHostOptions options, IConfiguration userSettings, CancellationToken cancellationToken)
    {
        var settings = userSettings.GetSection("LocalProvider").Get<LocalProviderSettings>() ?? new LocalProviderSettings();
        try
        {
            return await LocalProviderHost.StartAsync(
                new LocalProviderOptions
                {
                    DataDirectory = options.Data.Provider,
                    JobSeconds = settings.JobSeconds,
                    TeacherBadRate = settings.TeacherBadRate,
                    Seed = settings.Seed,
                    RecordedModels = settings.RecordedModels,
                },
                cancellationToken);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or IOException)
        {
            throw new CommandException(
                $"The local provider could not start: {e.Message}",
                "Correct the setting LocalProvider__... that it names, or use another data folder with --data.", ExitCodes.Unavailable, e);
        }
    }

    private static TimeSpan ScanInterval(LocalHostOptions options) => options.Storage switch
    {
        { IsFolder: true } => options.SettleTime < TimeSpan.FromSeconds(1) ? QuickScan : TimeSpan.FromSeconds(1),
        { IsEmulator: true } => TimeSpan.FromSeconds(1),
        _ => TimeSpan.FromSeconds(10),
    };

    private static IBlobTriggerStorage CreateTriggerStorage(LocalHostOptions options, IServiceProvider services)
    {
        var store = services.GetRequiredService<IBlobStore>();
        var logger = services.GetRequiredService<ILogger<BlobTriggerStorage>>();
        return options.Storage.IsFolder
            ? new FolderTriggerStorage(options.Data, options.SettleTime, store, logger)
            : new BlobTriggerStorage(store, logger);
    }

    /// <summary>The host calls a provider that somebody else runs.</summary>
    private sealed class NoProvider : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
