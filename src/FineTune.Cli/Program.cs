using FineTune.Cli;
using FineTune.Cli.Hosting;

return await CommandLine.RunAsync(args, CliContext.Create(), CancellationToken.None);
