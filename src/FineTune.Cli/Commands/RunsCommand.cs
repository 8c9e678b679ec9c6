using System.CommandLine;
using FineTune.Cli.Errors;
using FineTune.Cli.Hosting;
using FineTune.Cli.Output;
using FineTune.Cli.Views;

namespace FineTune.Cli.Commands;

/// <summary><c>finetune runs</c>: the runs, newest first.</summary>
internal static class RunsCommand
{
    public static Command Create(CliContext context)
    {
        var lineage = CommonOptions.OptionalLineage();
        var take = new Option<int>("--take") { Description = "Runs per lineage.", DefaultValueFactory = _ => 20 };
        var data = CommonOptions.Data();
        take.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1000)
            {
                result.AddError("--take must be between 1 and 1000.");
            }
        });
        var command = new Command("runs", "List the runs of one lineage or of all.") { lineage, take, data };
        command.SetAction(async (result, cancellationToken) =>
        {
            using var host = result.Host(data, context);
            foreach (var name in await CommonOptions.LineagesAsync(host, result.GetValue(lineage), cancellationToken))
            {
                var page = await host.GetRunsAsync(name, result.GetValue(take), null, cancellationToken);
                context.Out.Write(RunTable.Create(name, page.Runs));
                foreach (var run in page.Runs.Where(run => RunEnds.IsBad(run.State)))
                {
                    var detail = await host.FindRunAsync(name, run.RunId, cancellationToken);
                    context.Out.Line($"run {run.RunId} {Words.Word(run.State)}: {detail?.Outcome?.Reason ?? "no reason was recorded."}");
                }
            }

            return ExitCodes.Ok;
        });
        return command;
    }
}
