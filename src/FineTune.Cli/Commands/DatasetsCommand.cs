using System.CommandLine;
using FineTune.Cli.Data;
using FineTune.Cli.Errors;
using FineTune.Cli.Hosting;
using FineTune.Cli.Views;

namespace FineTune.Cli.Commands;

/// <summary><c>finetune datasets</c>: what became of each drop.</summary>
internal static class DatasetsCommand
{
    public static Command Create(CliContext context)
    {
        var lineage = CommonOptions.RequiredLineage();
        var data = CommonOptions.Data();
        var command = new Command("datasets", "Show the drops of a lineage and the outcome of their lines.") { lineage, data };
        command.SetAction(async (result, cancellationToken) =>
        {
            var name = LineageOption.Check(result.GetValue(lineage));
            using var host = result.Host(data, context);
            context.Out.Write(DatasetTable.Create(name, await host.GetDatasetsAsync(name, cancellationToken)));
            return ExitCodes.Ok;
        });
        return command;
    }
}
