using System.Net;
using FineTune.Cli.Data;
using FineTune.Cli.Errors;
using FineTune.Cli.Hosting.Logging;
using FineTune.Cli.Hosting.Processes;
using FineTune.Core.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FineTune.Cli.Hosting;

/// <summary>The local host in this process: web server, engine, pipeline and local provider over one data folder.</summary>
internal sealed class LocalHost : IAsyncDisposable
{
    private readonly DataFolder _data;
    private readonly HostLock _lock;
    private readonly WebApplication _app;
    private readonly IAsyncDisposable _parts;
    private readonly int _pid;

    private LocalHost(DataFolder data, HostLock hostLock, WebApplication app, IAsyncDisposable parts, HostProcessRecord record)
    {
        (_data, _lock, _app, _parts, _pid) = (data, hostLock, app, parts, record.Pid);
        Url = record.Url;
    }

    public string Url { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Starts everything and writes <c>host-process.json</c>. Throws <see cref="CommandException"/> when the folder is in use or the port is taken.</summary>
    public static async Task<LocalHost> StartAsync(LocalHostOptions options, CliContext context, CancellationToken cancellationToken)
    {
        options.Data.Create();
        var hostLock = HostLock.Take(options.Data);
        IAsyncDisposable? parts = null;
        WebApplication? app = null;
        try
        {
            var builder = CreateBuilder(options, context);
            parts = await context.Parts.AddAsync(builder, options, cancellationToken);
            app = builder.Build();
            await Drops.ProbeAsync(app.Services.GetService<IBlobStore>(), options.Storage, cancellationToken);
            context.Parts.Map(app);
            await app.StartAsync(cancellationToken);
            StorageFile.Write(options.Data, options.Storage, options.Engine);
            var record = Describe(app, options, context);
            HostProcessFile.Write(options.Data, record);
            return new LocalHost(options.Data, hostLock, app, parts, record);
        }
        catch (Exception e)
        {
            await DisposeAsync(app, parts, hostLock);
            if (e is IOException && e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
            {
                throw new PortTakenException(options.Port, e);
            }

            if (e is InvalidOperationException)
            {
                // The engine's database is damaged, in use, or of a newer version: the message says which, and what to do.
                throw new CommandException(
                    e.Message, $"Nothing was changed. The blobs in '{options.Data.Path}' hold all data and results. See docs/operations.md (The data folder).",
                    ExitCodes.Unavailable, e);
            }

            throw;
        }
    }

    /// <summary>Completes when the process is asked to stop by other means than the token (for example by the host itself).</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => _app.WaitForShutdownAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        HostProcessFile.Remove(_data, _pid);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        await _app.StopAsync(patience.Token);
        await DisposeAsync(_app, _parts, _lock);
    }

    private static WebApplicationBuilder CreateBuilder(LocalHostOptions options, CliContext context)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "finetune" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 30_000_000;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        builder.Services.AddRoutingCore();
        builder.Logging.SetMinimumLevel(LogLevel.Information);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning);
        builder.Logging.AddProvider(new FileLoggerProvider(options.Data.LogFile, TimeProvider.System));
        if (options.Logs)
        {
            builder.Logging.AddProvider(new TerminalLoggerProvider(context.Error));
        }

        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(15));
        return builder;
    }

    private static HostProcessRecord Describe(WebApplication app, LocalHostOptions options, CliContext context)
    {
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        var (pid, startedAt) = context.Processes.Current;
        return new HostProcessRecord(address, pid, startedAt, context.Time.GetUtcNow(), options.Storage.Display, EngineChoice.Word(options.Engine));
    }

    private static async Task DisposeAsync(WebApplication? app, IAsyncDisposable? parts, HostLock hostLock)
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }

        if (parts is not null)
        {
            await parts.DisposeAsync();
        }

        hostLock.Dispose();
    }
}
