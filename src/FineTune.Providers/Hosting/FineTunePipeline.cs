using Azure.Core;
using Azure.Identity;
using FineTune.Core.Billing;
using FineTune.Core.Billing.Prices;
using FineTune.Core.Lineages;
using FineTune.Core.Models;
using FineTune.Core.Registry;
using FineTune.Core.Storage;
using FineTune.Core.Storage.Scratch;
using FineTune.Datasets.Formats;
using FineTune.Providers.Prices;
using FineTune.Providers.Tokens;
using FineTune.Storage.Billing;
using FineTune.Storage.Folders;
using FineTune.Storage.Registry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FineTune.Providers.Hosting;

/// <summary>The one place that joins the ports of the pipeline with their adapters; both hosts call it.</summary>
public static class FineTunePipeline
{
    /// <summary>
    /// Registers storage, endpoints, money, registry and defaults from the app's settings. Nothing is read or checked before it is
    /// used, so that a setting may also be given while the app starts; a wrong one is reported by its name.
    /// What is registered already (a test's store or clock) is kept.
    /// </summary>
    public static IHostApplicationBuilder AddFineTunePipeline(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<TokenCredential>(p => CreateCredential(Settings(p)["AZURE_CLIENT_ID"]));
        services.TryAddSingleton(p => DataStorage.Create(Settings(p), id => id is null ? p.GetRequiredService<TokenCredential>() : CreateCredential(id)));
        services.TryAddSingleton<IModelEndpoints>(p => new ModelEndpoints(
            Settings(p), p.GetRequiredService<TokenCredential>, Clock(p), p.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance,
            p.GetRequiredService<IBlobStore>));
        services.TryAddSingleton<ITokenCounter, TokenCounter>();
        services.TryAddSingleton<IPriceBook>(p => new JsonPriceBook(
            Settings(p)["Prices:Path"] is { Length: > 0 } path ? path : null,
            Settings(p).GetSection("Prices").Get<PriceAgeLimits>(), Clock(p)));
        services.TryAddSingleton<IScratch, TempFileScratch>();
        services.TryAddSingleton<IModelRegistry>(p => new BlobModelRegistry(p.GetRequiredService<IBlobStore>(), Clock(p)));
        services.TryAddSingleton<IPaidCallLedger>(p => new BlobPaidCallLedger(p.GetRequiredService<IBlobStore>(), Clock(p)));
        services.TryAddSingleton<IAccount>(p => new BlobAccount(p.GetRequiredService<IBlobStore>()));
        services.TryAddSingleton(p => Settings(p).GetSection("DefaultLineage").Get<LineageDefaults>() ?? new LineageDefaults());
        services.TryAddSingleton(p => Limits(Settings(p)));
        return builder;
    }

    private static IConfiguration Settings(IServiceProvider provider) => provider.GetRequiredService<IConfiguration>();

    private static FormatLimits Limits(IConfiguration settings)
    {
        var limits = settings.GetSection("Drops").Get<FormatLimits>() ?? new FormatLimits();
        return limits is { MaxExpandedBytes: > 0, MaxExpansionRatio: > 0, MaxRecordBytes: > 0 and <= 64 * 1024 * 1024 } ? limits : throw new InvalidOperationException(
            "Drops__MaxExpandedBytes and Drops__MaxExpansionRatio must be above 0, Drops__MaxRecordBytes between 1 and 67108864. Correct the setting, or leave it out.");
    }

    private static TimeProvider Clock(IServiceProvider provider) => provider.GetRequiredService<TimeProvider>();

    /// <summary>A developer's sign-in or the app's managed identity; with a client id, the user-assigned one.</summary>
    private static DefaultAzureCredential CreateCredential(string? clientId) => new(
        new DefaultAzureCredentialOptions { ManagedIdentityClientId = string.IsNullOrWhiteSpace(clientId) ? null : clientId });
}
