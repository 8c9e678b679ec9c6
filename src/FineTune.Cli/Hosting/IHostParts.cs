using FineTune.Cli.Data;
using FineTune.Core.Storage;
using Microsoft.AspNetCore.Builder;

namespace FineTune.Cli.Hosting;

/// <summary>What a host is made of, beside its web server.</summary>
internal interface IHostParts
{
    /// <summary>Starts what must run before the app, and adds its services. What is returned is disposed of after the app has stopped.</summary>
    Task<IAsyncDisposable> AddAsync(WebApplicationBuilder builder, LocalHostOptions options, CancellationToken cancellationToken);

    /// <summary>Maps the routes.</summary>
    void Map(WebApplication app);

    /// <summary>The blobs of an installation, without a host.</summary>
    IBlobStore OpenStore(DataFolder data, StorageChoice storage);
}
