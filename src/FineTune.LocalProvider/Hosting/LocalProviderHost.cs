using FineTune.LocalProvider.Composition;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace FineTune.LocalProvider.Hosting;

/// <summary>Starts the local provider on a server of its own.</summary>
public static class LocalProviderHost
{
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Starts listening and returns when requests are answered. Throws <see cref="ArgumentException"/> for a setting that cannot work,
    /// <see cref="InvalidOperationException"/> when another process uses the folder, and <see cref="IOException"/> when the port is taken.
    /// </summary>
    public static async Task<LocalProviderInstance> StartAsync(LocalProviderOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var address = OptionsCheck.Address(options);
        var core = new ProviderCore(options);
        WebApplication? app = null;
        try
        {
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().UseUrls(address.ToString());
            builder.Services.AddRoutingCore();
            builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(o => o.ShutdownTimeout = StopWithin);
            app = builder.Build();
            app.UseRouting();
            app.MapLocalProvider(core);
            await app.StartAsync(cancellationToken);
            var listening = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            return new LocalProviderInstance(app, core, new Uri(listening.TrimEnd('/') + "/"));
        }
        catch
        {
            if (app is not null)
                await app.DisposeAsync();
            core.Dispose();
            throw;
        }
    }
}
