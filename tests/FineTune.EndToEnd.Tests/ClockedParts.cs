using FineTune.Cli.Data;
using FineTune.Cli.Hosting;
using FineTune.Core.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FineTune.EndToEnd.Tests;

/// <summary>The real parts, with the test's clock under all of them.</summary>
/// <param name="services">Adds what the test wants to have beside them.</param>
internal sealed class ClockedParts(TimeProvider clock, Action<IServiceCollection>? services = null) : IHostParts
{
    private readonly LocalHostParts _parts = new();

    /// <summary>Settings that win over those of the machine.</summary>
    public Dictionary<string, string?> Settings { get; init; } = [];

    public async Task<IAsyncDisposable> AddAsync(WebApplicationBuilder builder, LocalHostOptions options, CancellationToken cancellationToken)
    {
        builder.Services.AddSingleton(clock);
        services?.Invoke(builder.Services);
        var parts = await _parts.AddAsync(builder, options, cancellationToken);
        builder.Configuration.AddInMemoryCollection(Settings);
        return parts;
    }

    public void Map(WebApplication app) => _parts.Map(app);

    public IBlobStore OpenStore(DataFolder data, StorageChoice storage) => _parts.OpenStore(data, storage);
}
