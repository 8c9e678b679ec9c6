using DurableTask.ContractTests.Hosts;
using DurableTask.Core.Settings;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.ContractTests;

/// <summary>Instances of other versions than the host's, by the strategies of host.json.</summary>
public sealed class VersioningTests
{
    private static TestFunctions App => new TestFunctions().Orchestrator("Version", context => Task.FromResult(context.Version));

    [Theory, Hosts(AzureStorage = true)]
    public async Task Fail_NewerInstance_FailsWithoutRunning(HostKind kind)
    {
        await using TestHost host = await TestHost.StartAsync(App,
            Settings(kind) with { VersionFailure = VersioningSettings.VersionFailureStrategy.Fail });

        OrchestrationMetadata end = await host.RunAsync("Version", options: new StartOrchestrationOptions { Version = "2.0" });

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal("VersionMismatch: Orchestration version did not comply with Worker Versioning", end.SerializedOutput);
    }

    [Theory, Hosts(AzureStorage = true)]
    public async Task CurrentOrOlder_OlderAndUnversionedInstances_Run(HostKind kind)
    {
        await using TestHost host = await TestHost.StartAsync(App, Settings(kind));

        Assert.Equal("0.9", (await host.RunAsync("Version", options: new StartOrchestrationOptions { Version = "0.9" }))
            .ReadOutputAs<string>());
        Assert.Equal("", (await host.RunAsync("Version", options: new StartOrchestrationOptions { Version = "" })).ReadOutputAs<string>());
        Assert.Equal("1.0", (await host.RunAsync("Version")).ReadOutputAs<string>());
    }

    [Theory, Hosts]
    public async Task Reject_NewerInstance_WaitsForAHostThatMatchesAndHoldsUpNoOther(HostKind kind)
    {
        await using TestHost host = await TestHost.StartAsync(App, Settings(kind));
        string newer = await host.Client.ScheduleNewOrchestrationInstanceAsync("Version",
            new StartOrchestrationOptions { Version = "2.0" });
        for (int n = 0; n < 10; n++)
            Assert.Equal("1.0", (await host.RunAsync("Version")).ReadOutputAs<string>());
        Assert.False((await host.Client.GetInstanceAsync(newer))!.IsCompleted);

        await host.RestartAsync(settings: Settings(kind) with { DefaultVersion = "2.0" });

        Assert.Equal("2.0", (await host.EndOf(newer)).ReadOutputAs<string>());
    }

    private static TestSettings Settings(HostKind kind) => new()
    {
        Kind = kind,
        DefaultVersion = "1.0",
        VersionMatch = VersioningSettings.VersionMatchStrategy.CurrentOrOlder,
    };
}
