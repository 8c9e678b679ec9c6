using System.CommandLine;
using FineTune.Cli.Data;
using FineTune.Cli.Errors;
using FineTune.Cli.Health;
using FineTune.Cli.Hosting;
using FineTune.Cli.Output;

namespace FineTune.Cli.Commands;

/// <summary><c>finetune doctor</c>: what is wrong with an installation.</summary>
internal static class DoctorCommand
{
    public static Command Create(CliContext context)
    {
        var data = CommonOptions.Data();
        var command = new Command("doctor", "Report what needs a person: stuck instances, given-up files, open reservations, wrong settings. Exits 0 when there is nothing to report, 1 otherwise.") { data };
        command.SetAction((result, cancellationToken) => RunAsync(context, result.Folder(data, context), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CliContext context, DataFolder data, CancellationToken cancellationToken)
    {
        var (engine, findings) = await new Doctor(context, data).ExamineAsync(cancellationToken);
        if (engine is not null)
        {
            context.Out.Line($"engine:  {engine}");
        }

        foreach (var finding in findings)
        {
            context.Out.Line($"problem: {finding.Problem}");
            context.Out.Line($"next:    {finding.Next}");
        }

        context.Out.Line(findings.Count == 0
            ? $"{data.Path} is healthy. Checked: settings, instances, given-up files, reservations and host-process.json."
            : $"{findings.Count} {(findings.Count == 1 ? "problem" : "problems")} in {data.Path}.");
        return findings.Count == 0 ? ExitCodes.Ok : ExitCodes.Failed;
    }
}
