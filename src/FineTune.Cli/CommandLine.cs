using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using FineTune.Cli.Commands;
using FineTune.Cli.Commands.Files;
using FineTune.Cli.Errors;
using FineTune.Cli.Hosting;
using FineTune.Cli.Output;

namespace FineTune.Cli;

/// <summary>The command line: its commands, and how errors and Ctrl+C end it.</summary>
internal static class CommandLine
{
    public static RootCommand Build(CliContext context) => new("""
        Incremental fine-tuning with little labelled data: a drop of examples becomes a registered model.

        Exit codes: 0 done; 1 refused, failed or not found; 2 wrong command line or setting; 3 no host running or reachable; 130 stopped by Ctrl+C.
        """)
    {
        TryCommand.Create(context),
        UpCommand.Create(context),
        ValidateCommand.Create(context),
        FixCommand.Create(context),
        ConvertCommand.Create(context),
        SplitCommand.Create(context),
        EstimateCommand.Create(context),
        DropCommand.Create(context),
        RunsCommand.Create(context),
        WatchCommand.Create(context),
        ModelsCommand.Create(context),
        DatasetsCommand.Create(context),
        TuneCommand.Create(context),
        DecisionCommands.CreateApprove(context),
        DecisionCommands.CreateReject(context),
        DecisionCommands.CreateCancel(context),
        AliasCommands.CreatePromote(context),
        AliasCommands.CreateRollback(context),
        TransferCommands.CreateExport(context),
        TransferCommands.CreateImport(context),
        DoctorCommand.Create(context),
    };

    public static async Task<int> RunAsync(IReadOnlyList<string> args, CliContext context, CancellationToken cancellationToken)
    {
        var result = Build(context).Parse(args);
        if (result.Action is ParseErrorAction)
        {
            foreach (var error in result.Errors)
            {
                context.Error.Line($"error: {error.Message}");
            }

            context.Error.Line($"next:  Run `finetune {CommandPath(result)}--help`.");
            return ExitCodes.Usage;
        }

        try
        {
            var configuration = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
                Output = context.Out.Profile.Out.Writer,
                Error = context.Error.Profile.Out.Writer,
            };
            return await result.InvokeAsync(configuration, cancellationToken);
        }
        catch (CommandException e)
        {
            context.Error.Line($"error: {e.Message}");
            context.Error.Line($"next:  {e.Next}");
            return e.ExitCode;
        }
        catch (OperationCanceledException)
        {
            context.Error.Line("Stopped. Work in progress continues at the next start.");
            return ExitCodes.Interrupted;
        }
    }

    private static string CommandPath(ParseResult result)
    {
        var path = "";
        for (var command = result.CommandResult; command is { Command: not RootCommand }; command = command.Parent as CommandResult)
        {
            path = $"{command.Command.Name} {path}";
        }

        return path;
    }
}
