using System.CommandLine;
using FineTune.Cli.Data;
using FineTune.Cli.Errors;
using FineTune.Cli.Hosting;
using FineTune.Cli.Watching;

namespace FineTune.Cli.Commands;

/// <summary><c>finetune watch</c>: what happens, as it happens.</summary>
internal static class WatchCommand
{
    public static Command Create(CliContext context)
    {
        var lineage = CommonOptions.OptionalLineage();
        var untilIdle = new Option<bool>("--until-idle") { Description = "Exit when no work is running or waiting." };
        var data = CommonOptions.Data();
        var command = new Command("watch", "Follow the progress of a running host. Stop with Ctrl+C.") { lineage, untilIdle, data };
        command.SetAction(async (result, cancellationToken) =>
        {
            var name = result.GetValue(lineage) is { } given ? LineageOption.Check(given) : null;
            using var host = result.Host(data, context);
            var watcher = new Watcher(host, name);
            var view = new WatchView(context.Out, context.Time);
            Func<Snapshot, bool> until = result.GetValue(untilIdle) ? snapshot => snapshot.IsIdle : _ => false;
            try
            {
                await (context.Out.Profile.Capabilities.Interactive
                    ? view.ShowAsync(watcher, until, cancellationToken)
                    : view.PrintAsync(watcher, Snapshot.Empty, until, cancellationToken));
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // Ctrl+C is how watching ends.
            }

            return ExitCodes.Ok;
        });
        return command;
    }
}
