using FineTune.Cli.Data;
using FineTune.Cli.Hosting;
using FineTune.Cli.Hosting.Engines;
using FineTune.Functions.Orchestrations;
using FineTune.Providers.Hosting;
using FunctionsHost.Local;
using Microsoft.Extensions.Hosting;

namespace FineTune.Cli.Health;

/// <summary>The host as it would be composed from the settings; nothing of it is started.</summary>
internal static class HostBlueprint
{
    /// <summary>Only its form matters: nobody calls it.</summary>
    private static readonly Uri _provider = new("http://127.0.0.1:1/v1/");

    /// <summary>An installation as its folder and settings describe it.</summary>
    public static LocalHostOptions Of(DataFolder data, StorageChoice storage) =>
        new(data, storage, Port: 0, TimeSpan.Zero, Logs: false, EngineChoice.Resolve(data, option: null, storage));

    /// <exception cref="FunctionConfigurationException">host.json, or a setting that it takes, is wrong.</exception>
    public static IHost Build(LocalHostOptions options)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddLocalHostSettings(options, LocalHostConfiguration.ReadUserSettings(Directory.GetCurrentDirectory()), _provider);
        builder.AddFineTunePipeline();
        builder.AddFunctionsHost(host =>
        {
            host.Backend = Engine.Backend(options.Data, options.Engine);
            host.Assemblies.Add(typeof(DatasetOrchestrator).Assembly);
        });
        Engine.AddServices(builder.Services, options.Data, options.Storage, options.Engine);
        return builder.Build();
    }
}
