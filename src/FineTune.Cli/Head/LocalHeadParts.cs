using FineTune.Cli.Data;
using FineTune.Core.Storage;
using Microsoft.AspNetCore.Builder;

namespace FineTune.Cli.Head;

/// <summary>The real parts of the local head.</summary>
internal sealed class LocalHeadParts : IHeadParts
{
    public Task<IAsyncDisposable> AddAsync(WebApplicationBuilder builder, HeadOptions options, CancellationToken cancellationToken)
    {
        builder.Configuration.AddHeadSettings(options, Directory.GetCurrentDirectory());
        throw new CommandException("This build has no pipeline.", "Build the whole solution.", ExitCodes.Unavailable);
    }

    public void Map(WebApplication app)
    {
    }

    public IBlobStore OpenStore(DataFolder data, StorageChoice storage) =>
        throw new CommandException("This build has no pipeline.", "Build the whole solution.", ExitCodes.Unavailable);
}
