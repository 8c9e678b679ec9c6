using System.Text.Json;
using FunctionsHost.Local.Discovery;
using FunctionsHost.Local.Durable;
using FunctionsHost.Local.Durable.Client;
using FunctionsHost.Local.Durable.Histories;
using FunctionsHost.Local.Durable.Payloads;
using FunctionsHost.Local.HostJson;
using FunctionsHost.Local.Http;
using FunctionsHost.Local.Invocation;
using FunctionsHost.Local.State;
using FunctionsHost.Local.Triggers.Blobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FunctionsHost.Local;

/// <summary>Runs a function app in this process.</summary>
public static class FunctionsHostExtensions
{
    /// <summary>
    /// Adds the local host: the durable worker, <see cref="DurableTaskClient"/>, the triggers, <see cref="PoisonMessages"/> and
    /// <see cref="FunctionsHostStatus"/>. Call it once, after the configuration sources were added: host.json and settings are read
    /// here, and the log levels of host.json become filters. Apps with blob functions register an <see cref="IBlobTriggerStorage"/>.
    /// An <see cref="IHostStateStore"/> and an <see cref="IHostLease"/> may be registered; without them trigger state is forgotten at
    /// the end of the process, and this host takes itself for the only one.
    /// </summary>
    /// <exception cref="FunctionConfigurationException">host.json or its overrides are wrong, or an option is missing.</exception>
    /// <exception cref="InvalidOperationException">It was added before.</exception>
    public static IHostApplicationBuilder AddFunctionsHost(this IHostApplicationBuilder builder, Action<FunctionsHostOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        if (builder.Services.Any(service => service.ServiceType == typeof(FunctionsHostOptions)))
            throw new InvalidOperationException("The local host was added before. One app has one; give it all assemblies in one call.");
        var options = new FunctionsHostOptions();
        configure(options);
        Check(options);
        var settings = HostJsonReader.Read(options.HostJsonPath ?? DefaultHostJson(), builder.Configuration);
        foreach (var (category, level) in settings.LogLevels)
            builder.Logging.AddFilter(string.Equals(category, "default", StringComparison.OrdinalIgnoreCase) ? null : category, level);
        AddServices(builder.Services, options, settings);
        return builder;
    }

    /// <summary>Maps the HTTP functions of the app, under the route prefix of host.json.</summary>
    /// <exception cref="FunctionConfigurationException">The functions are wrong; names function and parameter.</exception>
    public static void MapFunctions(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var services = endpoints.ServiceProvider;
        var runner = services.GetRequiredService<FunctionRunner>();
        var key = new FunctionKey(services.GetRequiredService<FunctionsHostOptions>().FunctionKey);
        var loggers = services.GetRequiredService<ILoggerFactory>();
        foreach (var function in services.GetRequiredService<FunctionCatalog>().OfKind(FunctionKind.Http))
        {
            var endpoint = new HttpFunctionEndpoint(function, runner, key, loggers.CreateLogger($"Function.{function.Name}"));
            var mapped = endpoints.Map(function.Http!.Pattern, endpoint.HandleAsync).WithDisplayName($"Function {function.Name}");
            if (function.Http.Methods.Count > 0) mapped.WithMetadata(new HttpMethodMetadata(function.Http.Methods));
        }
    }

    private static void AddServices(IServiceCollection services, FunctionsHostOptions options, HostSettings settings)
    {
        services.AddMvcCore();
        services.Configure<JsonSerializerOptions>(json => json.PropertyNameCaseInsensitive = true);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IHostStateStore, MemoryHostStateStore>();
        services.TryAddSingleton<IHostLease, AlwaysHeldLease>();
        services.AddSingleton(options);
        services.AddSingleton(settings);
        var worker = new WorkerApplicationBuilder(services);
        options.Worker?.Invoke(worker);
        services.AddSingleton(new FunctionPipeline(worker.Middleware));
        services.AddSingleton(CreateCatalog);
        services.AddSingleton(CreatePayloads);
        services.AddSingleton(provider => options.Backend!(provider, settings));
        services.AddSingleton(CreateWorker);
        services.AddSingleton(provider => new HistoryReplayer(provider.GetRequiredService<FunctionCatalog>(),
            provider.GetRequiredService<PayloadLimits>(), provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<DurableTaskClient>(provider => new LocalDurableTaskClient(provider.GetRequiredService<DurableBackend>(),
            provider.GetRequiredService<PayloadLimits>(), settings.DefaultVersion, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<FunctionRunner>();
        services.AddSingleton<PoisonMessages>();
        services.AddSingleton(provider => new FunctionsHostStatus(provider.GetRequiredService<FunctionCatalog>()));
        services.AddHostedService<FunctionsHostService>();
    }

    private static FunctionCatalog CreateCatalog(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<FunctionsHostOptions>();
        var resolver = new SettingResolver(provider.GetRequiredService<IConfiguration>());
        var discovery = new FunctionDiscovery(provider.GetRequiredService<HostSettings>(), resolver);
        var functions = discovery.Discover([.. options.Assemblies.SelectMany(FunctionCatalog.TypesOf), .. options.Types]);
        if (provider.GetService<IServiceProviderIsService>() is { } known) FunctionServices.Check(functions, known);
        return new FunctionCatalog(functions, provider.GetRequiredService<FunctionPipeline>(),
            provider.GetRequiredService<IServiceScopeFactory>());
    }

    private static PayloadLimits CreatePayloads(IServiceProvider provider) => new(
        WorkerSerializer.Create(provider.GetRequiredService<IOptions<WorkerOptions>>(),
            provider.GetRequiredService<IOptions<JsonSerializerOptions>>()),
        provider.GetRequiredService<ILogger<DurableWorker>>());

    private static DurableWorker CreateWorker(IServiceProvider provider)
    {
        var settings = provider.GetRequiredService<HostSettings>();
        var workerOptions = new DurableWorkerOptions
        {
            FunctionTimeout = settings.FunctionTimeout,
            ShutdownGrace = provider.GetRequiredService<FunctionsHostOptions>().ShutdownGrace,
            DefaultVersion = settings.DefaultVersion,
            VersionMatch = settings.VersionMatchStrategy,
            VersionFailure = settings.VersionFailureStrategy,
            StoreInputs = settings.StoreInputsInHistory,
        };
        return new DurableWorker(provider.GetRequiredService<DurableBackend>(), provider.GetRequiredService<FunctionCatalog>(),
            workerOptions, provider.GetRequiredService<PayloadLimits>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>(), provider.GetServices<ITurnObserver>());
    }

    private static void Check(FunctionsHostOptions options)
    {
        var problems = new List<string>();
        if (options.Backend is null) problems.Add($"{nameof(options.Backend)} is not set; make the backend that keeps orchestrations.");
        if (options.Assemblies.Count + options.Types.Count == 0)
            problems.Add($"{nameof(options.Assemblies)} is empty; add the assembly with the functions.");
        if (options.BlobScanInterval <= TimeSpan.Zero) problems.Add($"{nameof(options.BlobScanInterval)} must be longer than zero.");
        if (options.BlobSettleTime < TimeSpan.Zero) problems.Add($"{nameof(options.BlobSettleTime)} must not be negative.");
        if (options.ShutdownGrace < TimeSpan.Zero) problems.Add($"{nameof(options.ShutdownGrace)} must not be negative.");
        if (problems.Count > 0) throw new FunctionConfigurationException(nameof(FunctionsHostOptions), problems);
    }

    private static string? DefaultHostJson()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "host.json");
        return File.Exists(path) ? path : null;
    }
}
