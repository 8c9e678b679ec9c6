using System.CommandLine;
using FineTune.Cli.Client;
using FineTune.Cli.Data;
using FineTune.Cli.Errors;
using FineTune.Cli.Hosting;
using FineTune.Cli.Output;
using FineTune.Core.Registry;

namespace FineTune.Cli.Commands;

/// <summary><c>finetune promote</c> and <c>rollback</c>: where the alias <c>champion</c> points.</summary>
internal static class AliasCommands
{
    public static Command CreatePromote(CliContext context)
    {
        var version = new Argument<int>("VERSION") { Description = "Number of a registered version." };
        var command = new Command("promote", "Move the alias champion to a version.") { version };
        Complete(command, context, (host, lineage, reason, result, token) =>
            host.PromoteAsync(lineage, result.GetValue(version), reason, token));
        return command;
    }

    public static Command CreateRollback(CliContext context)
    {
        var command = new Command("rollback", "Move the alias champion back to its previous version.");
        Complete(command, context, (host, lineage, reason, _, token) => host.RollBackAsync(lineage, reason, token));
        return command;
    }

    private static void Complete(
        Command command, CliContext context, Func<LocalHostClient, string, string, ParseResult, CancellationToken, Task> move)
    {
        var lineage = CommonOptions.RequiredLineage();
        var reason = new Option<string?>("--reason") { Description = "Stored in the alias's history.", HelpName = "TEXT" };
        var data = CommonOptions.Data();
        command.Add(lineage);
        command.Add(reason);
        command.Add(data);
        command.SetAction(async (result, cancellationToken) =>
        {
            var name = LineageOption.Check(result.GetValue(lineage));
            using var host = result.Host(data, context);
            var words = result.GetValue(reason) ?? $"{command.Name} by {Environment.UserName}";
            await move(host, name, words, result, cancellationToken);
            var models = await host.GetModelsAsync(name, cancellationToken);
            context.Out.Line(models.Aliases.TryGetValue(Aliases.Champion, out var champion)
                ? $"The champion of '{name}' is version {champion}."
                : $"Lineage '{name}' has no champion.");
            return ExitCodes.Ok;
        });
    }
}
