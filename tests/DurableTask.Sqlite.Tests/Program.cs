using DurableTask.Sqlite.Tests;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

if (args is [KilledProcess.Argument, string folder])
    return await KilledProcess.RunAsync(folder);
if (args is [KilledProcess.OpenArgument, string path])
    return KilledProcess.Open(path);
return args.Any(arg => arg is "-automated" or "@@")
    ? await ConsoleRunner.Run(args)
    : await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
