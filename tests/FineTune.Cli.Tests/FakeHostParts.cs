using FineTune.Cli.Data;
using FineTune.Cli.Hosting;
using FineTune.Core.Storage;
using Microsoft.AspNetCore.Builder;

namespace FineTune.Cli.Tests;

/// <summary>A host whose routes the test gives: the web server, lock and records around them are real.</summary>
internal sealed class FakeHostParts(Action<WebApplication>? map = null, IBlobStore? store = null) : IHostParts
{
    public LocalHostOptions? Options { get; private set; }

    public bool IsDisposed { get; private set; }

    public Task<IAsyncDisposable> AddAsync(WebApplicationBuilder builder, LocalHostOptions options, CancellationToken cancellationToken)
    {
        Options = options;
        return Task.FromResult<IAsyncDisposable>(new Parts(this));
    }

    public void Map(WebApplication app) => map?.Invoke(app);

    public IBlobStore OpenStore(DataFolder data, StorageChoice storage) =>
        store ?? throw new InvalidOperationException("This test has no store.");

    private sealed class Parts(FakeHostParts owner) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            owner.IsDisposed = true;
            return ValueTask.CompletedTask;
        }
    }
}
