using FineTune.Cli.Data;
using FineTune.Cli.Hosting;
using FineTune.Cli.Output;
using FineTune.Cli.Views;
using FunctionsHost.Local;
using FunctionsHost.Local.HostJson;
using FunctionsHost.Local.Triggers.Blobs;
using Microsoft.DurableTask.Abstractions;
using Microsoft.Extensions.DependencyInjection;

namespace FineTune.Cli.Health;

/// <summary>What the engine's database and the triggers' state hold that this version cannot bring to an end.</summary>
internal static class EngineFindings
{
    public static async Task<DoctorReport> FindAsync(LocalHostOptions installation, IServiceProvider host, CancellationToken cancellationToken)
    {
        var engine = await OfTheEngineAsync(installation, host, cancellationToken);
        return engine with { Findings = [.. engine.Findings, .. LeftBehind(installation), .. await PoisonAsync(host, cancellationToken)] };
    }

    private static async Task<DoctorReport> OfTheEngineAsync(LocalHostOptions installation, IServiceProvider host, CancellationToken cancellationToken)
    {
        try
        {
            var hub = installation.Engine == EngineKind.AzureStorage
                ? await HubInstances.OfAzureStorageAsync(host, cancellationToken)
                : HubInstances.OfSqlite(installation.Data);
            return new DoctorReport(Describe(installation, hub), Stranded(hub, host));
        }
        catch (InvalidOperationException e)
        {
            return new DoctorReport(
                null, [new Finding(e.Message, "Nothing was changed. All data and results are in the blobs; the file holds only work in progress. See docs/operations.md (Upgrading).")]);
        }
    }

    private static string Describe(LocalHostOptions installation, HubInstances hub)
    {
        var counts = hub.Counts.Where(count => count.Value > 0).OrderBy(count => count.Key).Select(count => $"{Words.Count(count.Value)} {Words.Word(count.Key)}").ToList();
        var place = Places.Engine(installation.Data, installation.Storage, installation.Engine);
        return $"{EngineChoice.Word(installation.Engine)} ({place}): {(counts.Count == 0 ? "no instances" : string.Join(", ", counts))}.";
    }

    /// <summary>What the other engine was doing when the installation changed to this one. The other way round nobody knows the account.</summary>
    private static IReadOnlyList<Finding> LeftBehind(LocalHostOptions installation)
    {
        try
        {
            return installation.Engine == EngineKind.AzureStorage && HubInstances.OfSqlite(installation.Data).Open is { Count: > 0 } open
                ? [new Finding(
                    $"{open.Count} {(open.Count == 1 ? "instance is" : "instances are")} under way in '{installation.Data.EngineDatabase}', but this installation now uses the engine azurestorage.",
                    "Stop the host, run `finetune up --engine sqlite` until they have ended, then change the engine again.")]
                : [];
        }
        catch (InvalidOperationException)
        {
            // A file that this engine does not use.
            return [];
        }
    }

    private static IReadOnlyList<Finding> Stranded(HubInstances hub, IServiceProvider host)
    {
        var functions = host.GetRequiredService<FunctionsHostStatus>().Functions
            .Where(function => function.Kind == FunctionKind.Orchestration).Select(function => function.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var version = host.GetRequiredService<HostSettings>().DefaultVersion ?? "";
        return
        [
            .. from instance in hub.Open
               let why = !functions.Contains(instance.Name) ? $"the orchestrator '{instance.Name}' does not exist in this version"
                   : IsNewer(instance.Version, version) ? $"it was started by version {instance.Version}; this is version {version}"
                   : null
               where why is not null
               select new Finding(
                   $"Instance {instance.InstanceId} ({instance.Status}, last turn {Words.Moment(instance.UpdatedAt)}) cannot go on: {why}.",
                   "Run it to its end with the version that started it, or start that version's successor that still has it."),
        ];
    }

    private static bool IsNewer(string? version, string current) =>
        !string.IsNullOrEmpty(version) && TaskOrchestrationVersioningUtils.CompareVersions(version, current) > 0;

    private static async Task<IReadOnlyList<Finding>> PoisonAsync(IServiceProvider host, CancellationToken cancellationToken) =>
    [
        .. (await host.GetRequiredService<PoisonMessages>().ListAsync(cancellationToken: cancellationToken)).Select(message => new Finding(
            $"{message.Container}/{message.BlobName} was given up by {message.Function} after {message.Attempts} attempts ({Words.Moment(message.FailedAt)}): {message.Error}",
            "Remove the cause, then change the file or drop it under another name. The same content is not tried again.")),
    ];
}
