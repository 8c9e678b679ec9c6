using FineTune.LocalProvider.Composition;
using Microsoft.AspNetCore.Builder;

namespace FineTune.LocalProvider.Hosting;

/// <summary>A running provider. Disposing stops it and waits until nothing writes any more; its state stays on disk.</summary>
public sealed class LocalProviderInstance : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ProviderCore core;
    private int disposed;

    internal LocalProviderInstance(WebApplication app, ProviderCore core, Uri baseUrl)
    {
        this.app = app;
        this.core = core;
        BaseUrl = baseUrl;
    }

    /// <summary>The root, for example <c>http://127.0.0.1:5055/</c>: what an Azure client takes as its endpoint, and the root of the control plane.</summary>
    public Uri BaseUrl { get; }

    /// <summary>The root of the OpenAI surface, for example <c>http://127.0.0.1:5055/v1/</c>.</summary>
    public Uri ApiUrl => new(BaseUrl, "v1/");

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
            return;
        await app.StopAsync();
        await app.DisposeAsync();
        await core.Jobs.DrainAsync();
        await core.Batches.DrainAsync();
        core.Dispose();
    }
}
