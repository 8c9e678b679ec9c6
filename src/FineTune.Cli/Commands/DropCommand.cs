using System.CommandLine;
using FineTune.Cli.Client;
using FineTune.Cli.Data;
using FineTune.Cli.Errors;
using FineTune.Cli.Hosting;
using FineTune.Cli.Hosting.Processes;
using FineTune.Cli.Output;
using FineTune.Datasets.Formats;

namespace FineTune.Cli.Commands;

/// <summary><c>finetune drop</c>: hands a file in. Needs no running host.</summary>
internal static class DropCommand
{
    public static Command Create(CliContext context)
    {
        var file = new Argument<string>("FILE") { Description = $"File with examples: {DropFormat.ExtensionList}." };
        var lineage = CommonOptions.RequiredLineage();
        var name = new Option<string?>("--name") { Description = "Name of the drop. Default: the file's own name. Its extension says what the file is; without one, the file's own is used.", HelpName = "NAME" };
        var storage = new Option<string?>("--storage")
        {
            Description = "Where the blobs are, if not where the host of the data folder keeps them: folder, azurite, an account URL or a connection string.",
        };
        var again = new Option<bool>("--again")
        {
            Description = "Work on these bytes again where the last time ended early: refused, failed, or stopped by a budget. What is stored is not paid for again. Needs a running host.",
        };
        var data = CommonOptions.Data();
        var command = new Command("drop", "Hand a file in; a running host starts on it by itself, another one when it is started.")
        {
            file, lineage, name, storage, again, data,
        };
        command.SetAction((result, cancellationToken) => result.GetValue(again)
            ? AgainAsync(context, result.Host(data, context), result.GetValue(file)!, result.GetValue(lineage)!, cancellationToken)
            : RunAsync(
            context, result.Folder(data, context), result.GetValue(file)!, result.GetValue(lineage)!, result.GetValue(name),
            result.GetValue(storage), cancellationToken));
        return command;
    }

    private static async Task<int> AgainAsync(CliContext context, LocalHostClient host, string file, string lineageName, CancellationToken cancellationToken)
    {
        using var client = host;
        var lineage = LineageOption.Check(lineageName);
        var datasetId = await DropSource.IdOfAsync(file, cancellationToken);
        await client.AgainAsync(lineage, datasetId, cancellationToken);
        context.Out.Line($"Dataset {datasetId} is worked on again, from what is stored. Look on with `finetune watch --lineage {lineage}`.");
        return ExitCodes.Ok;
    }

    private static async Task<int> RunAsync(
        CliContext context, DataFolder data, string file, string lineageName, string? givenName, string? storage, CancellationToken cancellationToken)
    {
        var lineage = LineageOption.Check(lineageName);
        var name = DropName.Choose(file, givenName);
        var choice = LocalHostConfiguration.Storage(data, storage);
        var dropped = await Drops.WriteAsync(context, data, choice, lineage, name, file, cancellationToken);
        context.Out.Line($"Dropped {Words.Count(dropped.Bytes)} bytes as dataset {dropped.DatasetId}: {dropped.Place}");
        context.Out.Line(HostProcessFile.FindLiving(data, context.Processes) is { } host
            ? $"The host at {host.Url} takes it by itself. Look on with `finetune watch --lineage {lineage}`."
            : "No host is running here: it will be taken once one is (`finetune up`).");
        return ExitCodes.Ok;
    }
}
