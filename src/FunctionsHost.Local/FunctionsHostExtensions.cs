using System.Text.Json;
using FineTune.Durable.Client;
using FineTune.Durable.Sqlite.Dispatch;
using FineTune.Durable.Sqlite.Triggers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FunctionsHost.Local;

/// <summary>Runs a function app in this process.</summary>
public static class DurableFunctionsHostExtensions
{
    /// <summary>
    /// Adds the embedded host: the engine, <see cref="DurableTaskClient"/>, the triggers, <see cref="IPoisonMessages"/> and
    /// <see cref="DurableHostStatus"/>. Call it once, after the configuration sources were added: host.json and settings are read
    /// here, and the log levels of host.json become filters. Apps with blob functions register an <see cref="IBlobTriggerStorage"/>.
    /// </summary>
    /// <exception cref="FunctionConfigurationException">host.json or its overrides are wrong, or an option is missing.</exception>
    /// <exception cref="InvalidOperationException">It was added before.</exception>
    public static IHostApplicationBuilder AddDurableFunctionsHost(this IHostApplicationBuilder builder, Action<DurableFunctionsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        if (builder.Services.Any(service => service.ServiceType == typeof(DurableFunctionsOptions)))
            throw new InvalidOperationException("The embedded host was added before. One app has one; give it all assemblies in one call.");
        var options = new DurableFunctionsOptions();
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
    public static void MapDurableFunctions(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var services = endpoints.ServiceProvider;
        var runner = services.GetRequiredService<FunctionRunner>();
        var key = new FunctionKey(services.GetRequiredService<DurableFunctionsOptions>().FunctionKey);
        var loggers = services.GetRequiredService<ILoggerFactory>();
        foreach (var function in services.GetRequiredService<FunctionCatalog>().OfKind(FunctionKind.Http))
        {
            var endpoint = new HttpFunctionEndpoint(function, runner, key, loggers.CreateLogger($"Function.{function.Name}"));
            var mapped = endpoints.Map(function.Http!.Pattern, endpoint.HandleAsync).WithDisplayName($"Function {function.Name}");
            if (function.Http.Methods.Count > 0) mapped.WithMetadata(new HttpMethodMetadata(function.Http.Methods));
        }
    }

    private static void AddServices(IServiceCollection services, DurableFunctionsOptions options, HostSettings settings)
    {
        services.AddMvcCore();
        services.Configure<JsonSerializerOptions>(json => json.PropertyNameCaseInsensitive = true);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(settings);
        services.AddSingleton<PayloadConverter>();
        services.AddSingleton(CreateCatalog);
        services.AddSingleton(CreateEngine);
        services.AddSingleton(provider => provider.GetRequiredService<SqliteDurableEngine>().Client);
        services.AddSingleton<FunctionRunner>();
        services.AddSingleton(provider =>
            new BlobReceipts(provider.GetRequiredService<SqliteDurableEngine>().Database, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IPoisonMessages>(provider => provider.GetRequiredService<BlobReceipts>());
        services.AddSingleton(provider => new TimerStatuses(provider.GetRequiredService<SqliteDurableEngine>().Database));
        services.AddSingleton(provider =>
            new DurableHostStatus(provider.GetRequiredService<FunctionCatalog>(), provider.GetRequiredService<IPoisonMessages>()));
        services.AddHostedService<DurableFunctionsService>();
    }

    private static FunctionCatalog CreateCatalog(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<DurableFunctionsOptions>();
        var resolver = new SettingResolver(provider.GetRequiredService<IConfiguration>());
        var discovery = new FunctionDiscovery(provider.GetRequiredService<HostSettings>(), resolver);
        var functions = discovery.Discover([.. options.Assemblies.SelectMany(FunctionCatalog.TypesOf), .. options.Types]);
        if (provider.GetService<IServiceProviderIsService>() is { } known) FunctionServices.Check(functions, known);
        return new FunctionCatalog(functions, provider.GetRequiredService<IServiceScopeFactory>(), provider.GetRequiredService<PayloadConverter>());
    }

    private static SqliteDurableEngine CreateEngine(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<DurableFunctionsOptions>();
        var settings = provider.GetRequiredService<HostSettings>();
        var engineOptions = new SqliteDurableEngineOptions
        {
            DatabasePath = options.DatabasePath,
            MaxConcurrentActivities = settings.MaxConcurrentActivities,
            MaxConcurrentOrchestrations = settings.MaxConcurrentOrchestrations,
            DefaultVersion = settings.DefaultVersion ?? "",
            FunctionTimeout = settings.FunctionTimeout ?? Timeout.InfiniteTimeSpan,
            StrictReplay = options.StrictReplay,
            Migrations = [new TriggerMigrations()],
        };
        return new SqliteDurableEngine(engineOptions, provider.GetRequiredService<FunctionCatalog>(), provider.GetRequiredService<PayloadConverter>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>());
    }

    private static void Check(DurableFunctionsOptions options)
    {
        var problems = new List<string>();
        if (string.IsNullOrWhiteSpace(options.DatabasePath)) problems.Add($"{nameof(options.DatabasePath)} is not set; name the engine's database file.");
        if (options.Assemblies.Count + options.Types.Count == 0) problems.Add($"{nameof(options.Assemblies)} is empty; add the assembly with the functions.");
        if (options.BlobScanInterval <= TimeSpan.Zero) problems.Add($"{nameof(options.BlobScanInterval)} must be longer than zero.");
        if (options.BlobSettleTime < TimeSpan.Zero) problems.Add($"{nameof(options.BlobSettleTime)} must not be negative.");
        if (problems.Count > 0) throw new FunctionConfigurationException(nameof(DurableFunctionsOptions), problems);
    }

    private static string? DefaultHostJson()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "host.json");
        return File.Exists(path) ? path : null;
    }
}
