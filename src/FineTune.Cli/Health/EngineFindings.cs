using DurableTask.Sqlite.Inspection;
using FineTune.Cli.Data;
using FineTune.Cli.Output;
using FunctionsHost.Local;
using FunctionsHost.Local.HostJson;
using FunctionsHost.Local.State;
using FunctionsHost.Local.Triggers.Blobs;
using Microsoft.DurableTask.Abstractions;
using Microsoft.Extensions.DependencyInjection;

namespace FineTune.Cli.Health;

/// <summary>What the engine's database and the triggers' state hold that this version cannot bring to an end.</summary>
internal static class EngineFindings
{
    public static async Task<IReadOnlyList<Finding>> FindAsync(DataFolder data, IServiceProvider host, CancellationToken cancellationToken) =>
        [.. Stranded(data, host), .. await PoisonAsync(data, cancellationToken)];

    private static IReadOnlyList<Finding> Stranded(DataFolder data, IServiceProvider host)
    {
        try
        {
            var functions = host.GetRequiredService<FunctionsHostStatus>().Functions
                .Where(function => function.Kind == FunctionKind.Orchestration).Select(function => function.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
            var version = host.GetRequiredService<HostSettings>().DefaultVersion ?? "";
            return
            [
                .. from instance in TaskHubInspector.Read(data.EngineDatabase)?.Open ?? []
                   let why = !functions.Contains(instance.Name) ? $"the orchestrator '{instance.Name}' does not exist in this version"
                       : IsNewer(instance.Version, version) ? $"it was started by version {instance.Version}; this is version {version}"
                       : null
                   where why is not null
                   select new Finding(
                       $"Instance {instance.InstanceId} ({instance.Status}, last turn {Words.Moment(instance.UpdatedAt)}) cannot continue: {why}.",
                       "Let it end with the version that started it, or with a later one that still has the orchestrator."),
            ];
        }
        catch (InvalidOperationException e)
        {
            return [new Finding(e.Message, "Nothing was changed. All data and results are in the blobs; the file holds only work in progress. See docs/operations.md (Upgrading).")];
        }
    }

    private static bool IsNewer(string? version, string current) =>
        !string.IsNullOrEmpty(version) && TaskOrchestrationVersioningUtils.CompareVersions(version, current) > 0;

    private static async Task<IReadOnlyList<Finding>> PoisonAsync(DataFolder data, CancellationToken cancellationToken) =>
    [
        .. (await new PoisonMessages(new FolderHostStateStore(data.TriggerState)).ListAsync(cancellationToken: cancellationToken)).Select(message => new Finding(
            $"{message.Container}/{message.BlobName} was given up by {message.Function} after {message.Attempts} attempts ({Words.Moment(message.FailedAt)}): {message.Error}",
            "Remove the cause, then change the file or drop it under another name. The same content is not tried again.")),
    ];
}
