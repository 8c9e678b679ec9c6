using System.CommandLine;
using FineTune.Cli.Client;
using FineTune.Cli.Data;
using FineTune.Cli.Errors;
using FineTune.Cli.Hosting;
using FineTune.Cli.Hosting.Processes;
using FineTune.Cli.Output;
using FineTune.Cli.Trying;
using FineTune.Cli.Views;
using FineTune.Datasets.Formats;

namespace FineTune.Cli.Commands;

/// <summary><c>finetune try</c>: the whole pipeline, twice, on this machine.</summary>
internal static class TryCommand
{
    /// <summary>Drops appear whole by a rename, so a short settle time is enough.</summary>
    private static readonly TimeSpan SettleTime = TimeSpan.FromMilliseconds(200);

    public static Command Create(CliContext context)
    {
        var first = new Option<string?>("--first") { Description = "File to train model-A on. Default: a sample.", HelpName = "FILE" };
        var second = new Option<string?>("--second") { Description = "Smaller file to train model-B on, which continues model-A. Default: a sample.", HelpName = "FILE" };
        var lineage = new Option<string?>("--lineage", "-l")
        {
            Description = $"Lineage to train. Default: {Samples.Lineage} for the samples, otherwise a name derived from the first file's path.",
            HelpName = "NAME",
        };
        var data = CommonOptions.Data();
        var (storage, engine) = (CommonOptions.Storage(), CommonOptions.Engine());
        var command = new Command("try", "Start the local host, train model-A on a first file and model-B = model-A + a second one, and show the registry.")
        {
            first, second, lineage, data, storage, engine,
        };
        command.SetAction((result, cancellationToken) =>
        {
            var firstFile = result.GetValue(first);
            var name = LineageOption.Check(result.GetValue(lineage) ?? DefaultLineage(firstFile));
            var steps = Steps(firstFile ?? Samples.First, result.GetValue(second) ?? Samples.Second);
            var folder = result.Folder(data, context);
            var blobs = LocalHostConfiguration.Storage(folder, result.GetValue(storage));
            var options = new LocalHostOptions(
                folder, blobs, Port: 0, SettleTime, Logs: false, EngineChoice.Resolve(folder, result.GetValue(engine), blobs));
            return RunAsync(context, options, name, steps, cancellationToken);
        });
        return command;
    }

    /// <summary>A separate lineage for each kind of data, named after the folder and the file.</summary>
    internal static string DefaultLineage(string? first)
    {
        if (first is null)
        {
            return Samples.Lineage;
        }

        var path = Path.GetFullPath(first);
        return LineageOption.Suggest($"{Path.GetFileName(Path.GetDirectoryName(path))}-{Path.GetFileNameWithoutExtension(path)}");
    }

    /// <summary>Both files must be readable before anything starts; two files of one name become two drops.</summary>
    internal static IReadOnlyList<TryStep> Steps(string first, string second)
    {
        foreach (var file in new[] { first, second })
        {
            DropSource.Open(file).Dispose();
        }

        var firstName = DropName.Suggest(DropFormat.Stem(Path.GetFileName(first)));
        var secondName = DropName.Suggest(DropFormat.Stem(Path.GetFileName(second)));
        return
        [
            new TryStep("model-A", first, firstName + DropName.Extension(first)),
            new TryStep(
                "model-B", second,
                (secondName == firstName ? DropName.Suggest($"{secondName[..Math.Min(secondName.Length, 90)]}-second") : secondName) + DropName.Extension(second)),
        ];
    }

    private static async Task<int> RunAsync(
        CliContext context, LocalHostOptions options, string lineage, IReadOnlyList<TryStep> steps, CancellationToken cancellationToken)
    {
        var began = context.Time.GetTimestamp();
        var (data, storage) = (options.Data, options.Storage);
        var running = HostProcessFile.FindLiving(data, context.Processes);
        CheckSame(running, options);
        await using var host = running is null ? await LocalHost.StartAsync(options, context, cancellationToken) : null;
        using var client = host is null ? LocalHostClient.Find(data, context.Processes) : LocalHostClient.At(host.Url);
        context.Out.Line(host is null
            ? $"Using the host that is running for {data.Path}."
            : $"The local host runs at {host.Url} over {data.Path} (blobs: {storage.Display}).");

        var script = new TryScript(client, context.Out, context.Time, lineage, (step, token) =>
            Drops.WriteAsync(context, data, storage, lineage, step.Name, step.File, token));
        var first = await script.RunAsync(steps[0], cancellationToken);
        var second = await script.RunAsync(steps[1], cancellationToken);

        var models = await client.GetModelsAsync(lineage, cancellationToken);
        context.Out.Line();
        context.Out.Write(RegistryTable.Create(lineage, models));
        foreach (var line in RegistryTable.ModelIds(models).Concat(Places.Of(data, storage, options.Engine, lineage)))
        {
            context.Out.Line(line);
        }

        context.Out.Line($"Done in {Words.Elapsed(context.Time.GetElapsedTime(began))}: {Ancestry(first.Number, second.Number, second.Parent)}");
        return ExitCodes.Ok;
    }

    /// <summary>A host that runs already keeps its storage and engine.</summary>
    private static void CheckSame(HostProcessRecord? running, LocalHostOptions options)
    {
        var engine = EngineChoice.Word(options.Engine);
        if (running is not null && (running.Storage != options.Storage.Display || running.Engine != engine))
        {
            throw new CommandException(
                $"The host at {running.Url} runs with the blobs in {running.Storage} and the engine {running.Engine}, not {options.Storage.Display} and {engine}.",
                "Stop it with Ctrl+C, or leave --storage and --engine out.", ExitCodes.Usage);
        }
    }

    private static string Ancestry(int first, int second, int? parent) => parent is null
        ? $"model-B is version {second}, trained from the root base (strategy retrain)."
        : $"model-A is version {first}; model-B is version {second}, trained from version {parent}.";
}
