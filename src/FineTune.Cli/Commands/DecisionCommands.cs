using System.CommandLine;
using FineTune.Cli.Client;
using FineTune.Cli.Data;
using FineTune.Cli.Errors;
using FineTune.Cli.Hosting;
using FineTune.Cli.Output;

namespace FineTune.Cli.Commands;

/// <summary><c>finetune approve</c>, <c>reject</c> and <c>cancel</c>: a person's decisions about a run.</summary>
internal static class DecisionCommands
{
    public static Command CreateApprove(CliContext context) => Create(
        context, "approve", "Approve a candidate that waits for a decision.", "--comment", "Stored with the run.",
        async (host, lineage, run, comment, token) =>
        {
            await host.DecideAsync(lineage, run, approved: true, Environment.UserName, comment, token);
            return $"Run {run} is approved; its model is being registered.";
        });

    public static Command CreateReject(CliContext context) => Create(
        context, "reject", "Reject a candidate that waits for a decision.", "--comment", "Stored with the run.",
        async (host, lineage, run, comment, token) =>
        {
            await host.DecideAsync(lineage, run, approved: false, Environment.UserName, comment, token);
            return $"Run {run} is rejected; the champion does not change.";
        });

    public static Command CreateCancel(CliContext context) => Create(
        context, "cancel", "Cancel a run and its job at the provider.", "--reason", "Stored with the run.",
        async (host, lineage, run, reason, token) =>
        {
            await host.CancelAsync(lineage, run, Environment.UserName, reason, token);
            return $"Run {run} is being cancelled. Check its outcome with `finetune runs --lineage {lineage}`.";
        });

    private static Command Create(
        CliContext context, string name, string description, string wordsOption, string wordsDescription,
        Func<LocalHostClient, string, string, string?, CancellationToken, Task<string>> decide)
    {
        var run = CommonOptions.Run();
        var lineage = CommonOptions.RequiredLineage();
        var words = new Option<string?>(wordsOption) { Description = wordsDescription, HelpName = "TEXT" };
        var data = CommonOptions.Data();
        var command = new Command(name, description) { run, lineage, words, data };
        command.SetAction(async (result, cancellationToken) =>
        {
            var lineageName = LineageOption.Check(result.GetValue(lineage));
            using var host = result.Host(data, context);
            var runId = await CommonOptions.RunIdAsync(host, lineageName, result.GetValue(run)!, cancellationToken);
            context.Out.Line(await decide(host, lineageName, runId, result.GetValue(words), cancellationToken));
            return ExitCodes.Ok;
        });
        return command;
    }
}
