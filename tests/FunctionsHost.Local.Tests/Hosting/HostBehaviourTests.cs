using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace FunctionsHost.Local.Tests.Hosting;

/// <summary>What the host adds to the durable worker: serialiser, version, instances of function classes.</summary>
public sealed class HostBehaviourTests
{
    public sealed record Payload(string Text);

    public sealed class Journal
    {
        public ConcurrentQueue<string> Lines { get; } = new();
    }

    public sealed class Functions : IDisposable
    {
        private readonly Journal _journal;

        public Functions(Journal journal)
        {
            _journal = journal;
            journal.Lines.Enqueue("made");
        }

        public void Dispose() => _journal.Lines.Enqueue("disposed");

        [Function(nameof(Echo))]
        public static Payload Echo([ActivityTrigger] Payload input) => input;

        [Function(nameof(CallEcho))]
        public async Task<Payload> CallEcho([OrchestrationTrigger] TaskOrchestrationContext context, Payload input) =>
            await context.CallActivityAsync<Payload>(nameof(Echo), input);

        [Function(nameof(Version))]
        public static Task<string> Version([OrchestrationTrigger] TaskOrchestrationContext context) => Task.FromResult(context.Version);
    }

    [Fact]
    public async Task Payloads_JsonOptionsOfTheApp_ApplyAndItsDataConverterDoesNot()
    {
        var converter = new Mock<DataConverter>(MockBehavior.Strict);
        await using var app = await AppRig.StartAsync(typeof(Functions), builder => builder.Services
            .AddSingleton(new Journal())
            .AddSingleton(converter.Object)
            .Configure<JsonSerializerOptions>(json => json.PropertyNamingPolicy = JsonNamingPolicy.CamelCase));

        var id = await app.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Functions.CallEcho), new Payload("x"));
        var end = await app.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);

        Assert.Equal("""{"text":"x"}""", end.SerializedInput);
        Assert.Equal("""{"text":"x"}""", end.SerializedOutput);
        converter.VerifyNoOtherCalls();
    }

    [Fact]
    public async Task Version_OfHostJson_IsThatOfNewInstances()
    {
        await using var app = await AppRig.StartAsync(typeof(Functions), builder =>
        {
            builder.Services.AddSingleton(new Journal());
            builder.Configuration["AzureFunctionsJobHost__extensions__durableTask__defaultVersion"] = "3.1";
        });

        Assert.Equal("3.1", await app.RunAsync<string>(nameof(Functions.Version)));
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public async Task Orchestrator_OfAClass_IsMadeForEachReplay(bool strict, int replays)
    {
        var journal = new Journal();
        await using var app = await AppRig.StartAsync(
            options => options.Types.Add(typeof(Functions)), builder => builder.Services.AddSingleton(journal), strictReplay: strict);

        await app.RunAsync<Payload>(nameof(Functions.CallEcho), new Payload("x"));

        Assert.Equal(replays, journal.Lines.Count(line => line == "made"));
    }
}
