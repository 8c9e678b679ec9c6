using System.Text.Json;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;

namespace DurableTask.ContractTests.Hosts;

/// <summary>The worker, client and test host of the Durable Task SDK. Orchestrators may read their input as an int only.</summary>
internal sealed class OfficialHost(DurableTaskTestHost host) : TestHost
{
    /// <summary>Its two hosts read this; otherwise each start and request is printed.</summary>
    static OfficialHost() => Environment.SetEnvironmentVariable("Logging__LogLevel__Default", "None");

    public override DurableTaskClient Client => host.Client;

    public static async Task<OfficialHost> StartAsync(TestFunctions functions) => new(await DurableTaskTestHost.StartAsync(registry =>
    {
        foreach (var (name, code) in functions.Orchestrators)
            registry.AddOrchestratorFunc<int?, object?>(name, (context, _) => code(context));
        foreach (var (name, activity) in functions.Activities)
        {
            registry.AddActivityFunc<JsonElement?, object?>(
                name, (_, input) => activity.Code(input?.Deserialize(activity.InputType), CancellationToken.None));
        }
    }));

    public override Task UntilTimersAsync(string instanceId, int count) =>
        throw new NotSupportedException("It keeps its history to itself.");

    public override Task SettleAsync() => Task.Delay(500);

    public override Task KillAsync() => throw new NotSupportedException("It forgets everything when it ends.");

    public override Task RestartAsync(TestFunctions? functions = null, TestSettings? settings = null) =>
        throw new NotSupportedException("It forgets everything when it ends.");

    public override ValueTask DisposeAsync() => host.DisposeAsync();
}
