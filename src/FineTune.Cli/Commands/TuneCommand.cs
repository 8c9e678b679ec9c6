using System.CommandLine;
using FineTune.Cli.Data;
using FineTune.Cli.Errors;
using FineTune.Cli.Hosting;
using FineTune.Cli.Output;

namespace FineTune.Cli.Commands;

/// <summary><c>finetune tune</c>: starts a run on what is staged, for lineages with tune set to manual.</summary>
internal static class TuneCommand
{
    public static Command Create(CliContext context)
    {
        var lineage = CommonOptions.RequiredLineage();
        var data = CommonOptions.Data();
        var command = new Command("tune", "Start a run on the staged increments.") { lineage, data };
        command.SetAction(async (result, cancellationToken) =>
        {
            var name = LineageOption.Check(result.GetValue(lineage));
            using var host = result.Host(data, context);
            await host.TuneAsync(name, cancellationToken);
            context.Out.Line($"A run of lineage '{name}' was started. Follow progress with `finetune watch --lineage {name}`.");
            return ExitCodes.Ok;
        });
        return command;
    }
}
