using System.CommandLine;
using FineTune.Cli.Client;
using FineTune.Cli.Data;
using FineTune.Cli.Errors;
using FineTune.Cli.Hosting;

namespace FineTune.Cli.Commands;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    public static Option<string?> Data() => new("--data")
    {
        Description = $"Data folder of the installation. Default: the environment variable {DataFolder.Variable}, else ./{DataFolder.DefaultName}.",
        HelpName = "DIR",
    };

    /// <summary>For the commands that start a host.</summary>
    public static Option<string?> Storage() => new("--storage")
    {
        Description = "Where the blobs are: folder (default), azurite, an account URL or a connection string. Kept in the data folder for the other commands.",
    };

    /// <summary>For the commands that start a host.</summary>
    public static Option<string?> Engine() => new("--engine")
    {
        Description = "Where orchestrations are kept: sqlite (default, one file, one host) or azurestorage (the account of --storage, which several hosts may share). Kept in the data folder.",
    };

    public static Option<string> RequiredLineage() => new("--lineage", "-l")
    {
        Description = "Lineage: 1 to 40 lower-case letters, digits and inner hyphens.",
        HelpName = "NAME",
        Required = true,
    };

    public static Option<string?> OptionalLineage() => new("--lineage", "-l")
    {
        Description = "Only this lineage. Default: all lineages.",
        HelpName = "NAME",
    };

    /// <summary>The base model that offline commands count and limit by when none is named.</summary>
    public const string DefaultModel = "gpt-4.1-nano-2025-04-14";

    public static Option<string> Model(string description) => new("--model")
    {
        Description = $"{description} Default: {DefaultModel}.",
        HelpName = "NAME",
        DefaultValueFactory = _ => DefaultModel,
    };

    public static Option<bool> Force() => new("--force") { Description = "Overwrite existing files." };

    public static Argument<string> Run() => new("RUN") { Description = "Run ID, or its first characters." };

    public static DataFolder Folder(this ParseResult result, Option<string?> option, CliContext context) =>
        DataFolder.Resolve(result.GetValue(option), context.Environment);

    public static LocalHostClient Host(this ParseResult result, Option<string?> option, CliContext context) =>
        LocalHostClient.Find(result.Folder(option, context), context.Processes);

    /// <summary>The lineages a command is about: the one named, or all.</summary>
    public static async Task<IReadOnlyList<string>> LineagesAsync(LocalHostClient host, string? named, CancellationToken cancellationToken) =>
        named is null
            ? [.. (await host.GetLineagesAsync(cancellationToken)).Select(lineage => lineage.Lineage)]
            : [LineageOption.Check(named)];

    /// <summary>The full id of a run of which a person typed the beginning.</summary>
    public static async Task<string> RunIdAsync(LocalHostClient host, string lineage, string typed, CancellationToken cancellationToken)
    {
        string? after = null;
        var matches = new List<string>();
        do
        {
            var page = await host.GetRunsAsync(lineage, 100, after, cancellationToken);
            matches.AddRange(page.Runs.Select(run => run.RunId).Where(id => id.StartsWith(typed, StringComparison.Ordinal)));
            after = page.Next;
        }
        while (after is not null);

        return matches.Distinct().ToList() switch
        {
            [var one] => one,
            [] => throw new CommandException($"Lineage '{lineage}' has no run '{typed}'.", $"List its runs with `finetune runs --lineage {lineage}`."),
            var many => throw new CommandException($"'{typed}' matches {many.Count} runs of '{lineage}'.", "Enter more characters of the ID.", ExitCodes.Usage),
        };
    }
}
