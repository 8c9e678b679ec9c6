using System.CommandLine;
using FineTune.Cli.Client;
using FineTune.Cli.Data;
using FineTune.Cli.Errors;
using FineTune.Cli.Hosting;
using FineTune.Cli.Hosting.Processes;
using FineTune.Cli.Output;
using FineTune.Cli.Views;
using FineTune.Cli.Watching;

namespace FineTune.Cli.Commands;

/// <summary><c>finetune up</c>: the local host, until Ctrl+C.</summary>
internal static class UpCommand
{
    /// <summary>A copy into the folder grows in place: it is taken once size and time stood still this long.</summary>
    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(2);

    public static Command Create(CliContext context)
    {
        var data = CommonOptions.Data();
        var (storage, engine) = (CommonOptions.Storage(), CommonOptions.Engine());
        var port = new Option<int>("--port") { Description = "Port on 127.0.0.1. Default: 7071, or a free one when it is taken.", DefaultValueFactory = _ => DefaultPort };
        port.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 65535)
            {
                result.AddError("--port must be between 0 (any free port) and 65535.");
            }
        });
        var command = new Command("up", "Run the local host, which processes every drop. Stop it with Ctrl+C.") { data, storage, engine, port };
        command.SetAction((result, cancellationToken) =>
        {
            var folder = result.Folder(data, context);
            var isGiven = result.GetResult(port) is { Implicit: false };
            var blobs = LocalHostConfiguration.Storage(folder, result.GetValue(storage));
            var options = new LocalHostOptions(
                folder, blobs, result.GetValue(port), SettleTime, Logs: true, EngineChoice.Resolve(folder, result.GetValue(engine), blobs));
            return RunAsync(context, options, isGiven, cancellationToken);
        });
        return command;
    }

    private const int DefaultPort = 7071;

    private static async Task<int> RunAsync(CliContext context, LocalHostOptions options, bool isPortGiven, CancellationToken cancellationToken)
    {
        await using var host = await StartAsync(context, options, isPortGiven, cancellationToken);
        context.Out.Line($"The local host runs at {host.Url}. Ctrl+C stops it; work in progress continues at the next start.");
        context.Out.Line($"Data folder: {options.Data.Path}");
        context.Out.Line($"Blobs:       {options.Storage.Display}");
        context.Out.Line($"Engine:      {Places.Engine(options.Data, options.Storage, options.Engine)}");
        context.Out.Line(options.Storage.IsFolder
            ? $"Drop:        copy a .jsonl, .json, .csv or .tsv to {options.Data.Drops("<lineage>")}{Path.DirectorySeparatorChar}, or: finetune drop FILE --lineage <lineage>"
            : "Drop:        upload a .jsonl, .json, .csv or .tsv to the container datasets as <lineage>/<name>, or: finetune drop FILE --lineage <lineage>");
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var following = FollowAsync(context, host, stopping.Token);
        await host.WaitForShutdownAsync(cancellationToken);
        await stopping.CancelAsync();
        await following;
        context.Out.Line("Stopping.");
        return ExitCodes.Ok;
    }

    private static async Task<LocalHost> StartAsync(CliContext context, LocalHostOptions options, bool isPortGiven, CancellationToken cancellationToken)
    {
        try
        {
            return await LocalHost.StartAsync(options, context, cancellationToken);
        }
        catch (PortTakenException) when (!isPortGiven)
        {
            return await LocalHost.StartAsync(options with { Port = 0 }, context, cancellationToken);
        }
    }

    /// <summary>Prints what happens. Its own trouble never ends the host.</summary>
    private static async Task FollowAsync(CliContext context, LocalHost host, CancellationToken cancellationToken)
    {
        using var client = LocalHostClient.At(host.Url);
        var watcher = new Watcher(client, lineage: null);
        try
        {
            var since = await watcher.PollAsync(cancellationToken);
            await new WatchView(context.Out, context.Time).PrintAsync(watcher, since, _ => false, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
        catch (CommandException e)
        {
            context.Error.Line($"error: {e.Message}");
            context.Error.Line("next:  The host keeps running. Follow progress with `finetune watch`.");
        }
    }
}
