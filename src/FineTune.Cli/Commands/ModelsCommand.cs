using System.CommandLine;
using FineTune.Cli.Data;
using FineTune.Cli.Errors;
using FineTune.Cli.Hosting;
using FineTune.Cli.Output;
using FineTune.Cli.Views;

namespace FineTune.Cli.Commands;

/// <summary><c>finetune models</c>: the registry of a lineage and the moves of its aliases.</summary>
internal static class ModelsCommand
{
    public static Command Create(CliContext context)
    {
        var lineage = CommonOptions.RequiredLineage();
        var data = CommonOptions.Data();
        var command = new Command("models", "Show the registered versions of a lineage, their ancestry and the history of the alias.") { lineage, data };
        command.SetAction(async (result, cancellationToken) =>
        {
            var name = LineageOption.Check(result.GetValue(lineage));
            using var host = result.Host(data, context);
            var models = await host.GetModelsAsync(name, cancellationToken);
            if (models.Versions.Count == 0)
            {
                context.Out.Line($"Lineage '{name}' has no versions yet. Drop a file with `finetune drop FILE --lineage {name}`.");
                return ExitCodes.Ok;
            }

            context.Out.Write(RegistryTable.Create(name, models));
            foreach (var line in RegistryTable.ModelIds(models))
            {
                context.Out.Line(line);
            }

            foreach (var move in models.History ?? [])
            {
                var from = move.From is { } number ? $"version {number}" : "nothing";
                context.Out.Line($"{Words.Moment(move.At)} {move.Alias}: {from} -> version {move.Version} ({move.Reason})");
            }

            return ExitCodes.Ok;
        });
        return command;
    }
}
