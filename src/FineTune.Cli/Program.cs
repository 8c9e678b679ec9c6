using FineTune.Cli;

return await CommandLine.RunAsync(args, CliContext.Create(), CancellationToken.None);
