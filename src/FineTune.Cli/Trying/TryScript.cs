using FineTune.Cli.Client;
using FineTune.Cli.Data;
using FineTune.Cli.Errors;
using FineTune.Cli.Output;
using FineTune.Cli.Views;
using FineTune.Core.Registry;
using FineTune.Datasets.Reports;
using FineTune.Functions.Api.Models;
using Spectre.Console;

namespace FineTune.Cli.Trying;

/// <summary>Drops one file after the other and follows each until its model is registered.</summary>
internal sealed class TryScript(LocalHostClient host, IAnsiConsole console, TimeProvider time, string lineage, Func<TryStep, CancellationToken, Task<Dropped>> drop)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>An outage of the storage is waited out; a host that fails for longer needs a person.</summary>
    private static readonly TimeSpan OutagePatience = TimeSpan.FromMinutes(5);

    private readonly HashSet<string> _otherRuns = [];

    /// <summary>Returns the version that the step led to. Throws <see cref="CommandException"/> when the drop or its run ended badly.</summary>
    public async Task<ModelVersion> RunAsync(TryStep step, CancellationToken cancellationToken)
    {
        var id = await DropSource.IdOfAsync(step.File, cancellationToken);
        var known = Journey.Read(id, await host.GetModelsAsync(lineage, cancellationToken), null, null).Version;
        if (known is not null)
        {
            console.Line($"{step.Label}: the bytes of {step.Name} are already known as dataset {id}, which version {known.Number} was trained on. Nothing is trained again.");
            return known;
        }

        switch (await host.FindDatasetAsync(lineage, id, cancellationToken))
        {
            case null:
                var dropped = await drop(step, cancellationToken);
                console.Line($"{step.Label}: dropped {step.Name} as dataset {id} ({Words.Count(dropped.Bytes)} bytes): {dropped.Place}");
                break;
            case { Status: null, Report.Outcome: DatasetOutcome.Failed or DatasetOutcome.Refused }:
                console.Line($"{step.Label}: the bytes of {step.Name} are already known as dataset {id}, which did not succeed; it is processed again.");
                await host.AgainAsync(lineage, id, cancellationToken);
                break;
            default:
                console.Line($"{step.Label}: the bytes of {step.Name} are already known as dataset {id}; continuing with it.");
                break;
        }

        var version = await new ProgressView(console, time).RunAsync(
            step.Label, report => FollowAsync(step.Label, id, report, cancellationToken));
        console.Line($"{step.Label}: registered as version {version.Number}{(version.Parent is { } parent ? $" with parent version {parent}" : "")}: {version.Model}");
        return version;
    }

    private async Task<ModelVersion> FollowAsync(string label, string id, Action<StageProgress> report, CancellationToken cancellationToken)
    {
        var answered = time.GetTimestamp();
        while (true)
        {
            Journey journey;
            try
            {
                journey = await ReadAsync(id, cancellationToken);
                answered = time.GetTimestamp();
            }
            catch (HostFailingException) when (time.GetElapsedTime(answered) < OutagePatience)
            {
                report(new StageProgress("waiting for the storage (host.log has the errors)"));
                await Task.Delay(Pause, time, cancellationToken);
                continue;
            }

            if (journey.Version is { } version)
            {
                return version;
            }

            if (journey.Failure is { } failure)
            {
                throw new CommandException(
                    $"{label}: {failure}", $"Check the report with `finetune datasets --lineage {lineage}` while a host runs, correct the file or the settings, and try again.");
            }

            report(journey.Progress!);
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private async Task<Journey> ReadAsync(string id, CancellationToken cancellationToken) => Journey.Read(
        id, await host.GetModelsAsync(lineage, cancellationToken), await host.FindDatasetAsync(lineage, id, cancellationToken),
        await FindRunAsync(id, cancellationToken));

    /// <summary>The newest run that takes the increment; null while there is none.</summary>
    private async Task<RunDetail?> FindRunAsync(string id, CancellationToken cancellationToken)
    {
        var page = await host.GetRunsAsync(lineage, 20, null, cancellationToken);
        foreach (var runId in page.Runs.Select(run => run.RunId).Where(runId => !_otherRuns.Contains(runId)))
        {
            var run = await host.FindRunAsync(lineage, runId, cancellationToken);
            if (run?.Plan is { } plan)
            {
                if (plan.Increments.Contains(id))
                {
                    return run;
                }

                _otherRuns.Add(runId);
            }
        }

        return null;
    }
}
