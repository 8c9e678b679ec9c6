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
        var name = new Option<string?>("--name") { Description = "Name of the drop. Default: the file's own name. Its extension selects the format; without one, the file's own extension is used.", HelpName = "NAME" };
        var storage = new Option<string?>("--storage")
        {
            Description = "Where the blobs are: folder, azurite, an account URL or a connection string. Default: the storage that the data folder was started with.",
        };
        var again = new Option<bool>("--again")
        {
            Description = "Process these bytes again if they were refused, failed, or stopped by a budget. Stored answers are not paid for again. Needs a running host.",
        };
        var data = CommonOptions.Data();
        var command = new Command("drop", "Drop a file. A running host starts to process it at once; otherwise the next host does.")
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
        context.Out.Line($"Dataset {datasetId} is processed again from what is stored. Follow progress with `finetune watch --lineage {lineage}`.");
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
            ? $"The host at {host.Url} processes it. Follow progress with `finetune watch --lineage {lineage}`."
            : "No host is running. Start one with `finetune up` to process the file.");
        return ExitCodes.Ok;
    }
}
