using System.CommandLine;
using FineTune.Cli.Data;
using FineTune.Cli.Errors;
using FineTune.Cli.Hosting;
using FineTune.Cli.Output;
using FineTune.Cli.Transfer;

namespace FineTune.Cli.Commands;

/// <summary><c>finetune export</c> and <c>finetune import</c>: a lineage moves from one store to another.</summary>
internal static class TransferCommands
{
    public static Command CreateExport(CliContext context)
    {
        var lineage = new Argument<string>("LINEAGE") { Description = "Lineage to export." };
        var to = new Option<string>("--to") { Description = "Archive to write.", HelpName = "FILE.zip", Required = true };
        var (data, storage) = (CommonOptions.Data(), Storage());
        var command = new Command("export", "Write everything that belongs to a lineage (data sets, increments, runs, registry, ledger, accounts) to one archive.") { lineage, to, data, storage };
        command.SetAction((result, cancellationToken) => ExportAsync(
            context, result.Folder(data, context), result.GetValue(storage), LineageOption.Check(result.GetValue(lineage)), result.GetValue(to)!, cancellationToken));
        return command;
    }

    public static Command CreateImport(CliContext context)
    {
        var file = new Argument<string>("FILE.zip") { Description = "Archive that `finetune export` wrote." };
        var (data, storage) = (CommonOptions.Data(), Storage());
        var command = new Command("import", "Import an exported lineage into a store. An existing lineage is never overwritten.") { file, data, storage };
        command.SetAction((result, cancellationToken) =>
            ImportAsync(context, result.Folder(data, context), result.GetValue(storage), result.GetValue(file)!, cancellationToken));
        return command;
    }

    private static async Task<int> ExportAsync(
        CliContext context, DataFolder data, string? storageOption, string lineage, string file, CancellationToken cancellationToken)
    {
        var storage = LocalHostConfiguration.Storage(data, storageOption);
        var store = context.Parts.OpenStore(data, storage);
        var underWay = await UnderWay.FindAsync(data, storage, store, lineage, cancellationToken);
        if (underWay.Count > 0)
        {
            throw new CommandException(
                $"Lineage '{lineage}' has work in progress: {string.Join(", ", underWay)}.",
                "Keep the host running (`finetune up`) until `finetune watch` shows that they are done, or cancel the run with `finetune cancel`. Then export again.");
        }

        var manifest = await new LineageExport(store, context.Time).WriteAsync(lineage, file, cancellationToken);
        context.Out.Line($"Exported {lineage} from {storage.Display}: {Words.Count(manifest.Blobs.Count)} blobs, {Words.Count(manifest.Blobs.Sum(blob => blob.Bytes))} bytes, each with its SHA-256, in {Path.GetFullPath(file)}");
        return ExitCodes.Ok;
    }

    private static async Task<int> ImportAsync(CliContext context, DataFolder data, string? storageOption, string file, CancellationToken cancellationToken)
    {
        var storage = LocalHostConfiguration.Storage(data, storageOption);
        using var archive = await Archive.OpenAsync(file, cancellationToken);
        if (storage.IsFolder)
        {
            data.Create();
        }

        var written = await new LineageImport(context.Parts.OpenStore(data, storage)).RunAsync(archive, cancellationToken);
        var manifest = archive.Manifest;
        context.Out.Line(written == 0
            ? $"Lineage {manifest.Lineage} already exists there with identical content ({storage.Display}). Nothing was written."
            : $"Imported {manifest.Lineage} into {storage.Display}: {Words.Count(written)} of {Words.Count(manifest.Blobs.Count)} blobs written, all verified by their SHA-256.");
        return ExitCodes.Ok;
    }

    private static Option<string?> Storage() => new("--storage")
    {
        Description = "Where the blobs are: folder, azurite, an account URL or a connection string. Default: the storage that the data folder was started with.",
    };
}
