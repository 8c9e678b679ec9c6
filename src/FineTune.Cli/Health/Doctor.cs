using FineTune.Cli.Data;
using FineTune.Cli.Errors;
using FineTune.Cli.Hosting;
using FineTune.Cli.Hosting.Processes;
using FineTune.Core.Models;
using FineTune.Core.Storage;
using FunctionsHost.Local;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FineTune.Cli.Health;

/// <summary>Looks at an installation, running or not, and changes nothing.</summary>
internal sealed class Doctor(CliContext context, DataFolder data)
{
    public async Task<DoctorReport> ExamineAsync(CancellationToken cancellationToken)
    {
        string? engine = null;
        List<Finding> findings = [.. StaleHost()];
        try
        {
            var storage = LocalHostConfiguration.Storage(data, option: null);
            var installation = HostBlueprint.Of(data, storage);
            using var host = HostBlueprint.Build(installation);
            var report = await EngineFindings.FindAsync(installation, host.Services, cancellationToken);
            engine = report.Engine;
            findings.AddRange(report.Findings);
            var endpoints = new EndpointFindings(host.Services.GetRequiredService<IModelEndpoints>());
            findings.AddRange(endpoints.OfTheApp(host.Services.GetRequiredService<IConfiguration>()));
            findings.AddRange(await OfTheStoreAsync(context.Parts.OpenStore(data, storage), storage, endpoints, cancellationToken));
        }
        catch (FunctionConfigurationException e)
        {
            findings.AddRange(e.Problems.Select(problem => new Finding(problem, $"Correct host.json, or the setting in {LocalHostConfiguration.SettingsFile} or the environment.")));
        }
        catch (CommandException e)
        {
            findings.Add(new Finding(e.Message, e.Next));
        }

        return new DoctorReport(engine, findings);
    }

    private async Task<IReadOnlyList<Finding>> OfTheStoreAsync(
        IBlobStore store, StorageChoice storage, EndpointFindings endpoints, CancellationToken cancellationToken)
    {
        try
        {
            return
            [
                .. await endpoints.OfTheLineagesAsync(store, cancellationToken),
                .. await new BillingFindings(store, context.Time).FindAsync(cancellationToken),
            ];
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return [new Finding($"The blobs cannot be read ({storage.Display}): {e.Message.ReplaceLineEndings("\n").Split('\n')[0]}", "Check that the store is running and that you may read it, then run `finetune doctor` again.")];
        }
    }

    private IEnumerable<Finding> StaleHost()
    {
        if (HostProcessFile.Read(data) is { } record && !context.Processes.IsAlive(record.Pid, record.ProcessStartedAt))
        {
            yield return new Finding(
                $"'{data.HostProcessFile}' names process {record.Pid}, which no longer runs: the host did not stop cleanly.",
                "Run `finetune up`: it replaces the file and continues the work in progress. The log is host.log in the same folder.");
        }
    }
}
