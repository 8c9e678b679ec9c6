using System.Text.Json;
using FunctionsHost.Local.HostJson;
using FunctionsHost.Local.State;
using FunctionsHost.Local.Triggers.Blobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace FunctionsHost.Local.Tests.Hosting;

public sealed class FunctionsHostTests : IAsyncDisposable
{
    private readonly AppFunctions.Journal _journal = new();
    private readonly List<AppRig> _apps = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var app in _apps) await app.DisposeAsync();
    }

    [Fact]
    public async Task Blob_ThroughTriggerClientOrchestratorAndActivities_EndsInAResult()
    {
        var app = await StartAsync();
        app.Blobs.Write("datasets", "support/week1.jsonl", "twelve chars");

        var metadata = await CompletionOfAsync(app, "drop-support-week1");

        Assert.Equal(12, metadata.ReadOutputAs<int>());
        Assert.Equal(["drop-support-week1 support/week1 12", "drop-support-week1 support/week1 0"], _journal.Lines);
    }

    [Fact]
    public async Task Restart_FinishedBlob_IsNotRunAgainAndInstancesAreThere()
    {
        var app = await StartAsync();
        app.Blobs.Write("datasets", "support/week1.jsonl", "rows");
        await CompletionOfAsync(app, "drop-support-week1");

        await app.RestartAsync();
        app.Blobs.Write("datasets", "support/week2.jsonl", "rows");
        await CompletionOfAsync(app, "drop-support-week2");

        Assert.Equal(2, _journal.Lines.Count(line => line.StartsWith("drop-support-week1", StringComparison.Ordinal)));
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await app.Client.GetInstanceAsync("drop-support-week1"))!.RuntimeStatus);
    }

    [Fact]
    public async Task Stop_FunctionUnderWay_MayStillUseTheEngineAndRunsAgainLater()
    {
        var app = await StartAsync();
        app.Blobs.Write("slow", "a", "rows");
        await Until.TrueAsync(() => !_journal.Lines.IsEmpty);

        await app.RestartAsync();

        Assert.Equal("Hello a", (await CompletionOfAsync(app, "late-a")).ReadOutputAs<string>());
        await Until.TrueAsync(() => _journal.Lines.Count == 2);
        Assert.Equal(["slow a 4", "slow a 4"], _journal.Lines);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Restart_WaitingOrchestration_GoesOn(bool strictReplay)
    {
        var app = await StartAsync(strictReplay: strictReplay);
        await app.Client.ScheduleNewOrchestrationInstanceAsync("wait", new StartOrchestrationOptions("w1"));
        await app.Client.WaitForInstanceStartAsync("w1");

        await app.RestartAsync();
        await app.Client.RaiseEventAsync("w1", "go", "on");

        Assert.Equal("on", (await CompletionOfAsync(app, "w1")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task ActivityFails_TheOrchestratorSeesTypeAndMessage()
    {
        var app = await StartAsync();

        var output = await app.RunAsync<string>("TryFailing");

        Assert.Equal("Task 'Fail' (#0) failed with an unhandled exception: boom|System.IO.InvalidDataException|True", output);
    }

    [Fact]
    public async Task Payloads_FollowTheFunctionsDefaults()
    {
        var app = await StartAsync();
        var id = await app.Client.ScheduleNewOrchestrationInstanceAsync("Process", new AppFunctions.Drop("a", "b", "text"));

        var metadata = await app.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);

        Assert.Equal("""{"Lineage":"a","Name":"b","Text":"text"}""", metadata.SerializedInput);
        using var camel = JsonDocument.Parse("""{"lineage":"a","name":"b","text":"four"}""");
        Assert.Equal(4, await app.RunAsync<int>("Process", camel.RootElement));
    }

    [Fact]
    public async Task Status_RunningApp_ListsFunctionsAndTriggers()
    {
        var app = await StartAsync();

        Assert.Equal(FunctionsHostState.Running, app.Status.State);
        Assert.Contains(new FunctionInfo("OnDrop", FunctionKind.Blob, "datasets/{lineage}/{name}.jsonl"), app.Status.Functions);
        Assert.Contains(new FunctionInfo("Tick", FunctionKind.Timer, "01:00:00"), app.Status.Functions);
        Assert.True(app.Status.RunsTriggers);
        Assert.Empty(await app.Services.GetRequiredService<PoisonMessages>().ListAsync());
    }

    [Fact]
    public async Task Start_AssemblyOfFunctions_AreFoundAndRun()
    {
        var assembly = CompiledApp.From("""
            public static class Functions
            {
                [Function("Double")]
                public static async Task<int> Double([OrchestrationTrigger] TaskOrchestrationContext context, int n) =>
                    await context.CallActivityAsync<int>("Add", new[] { n, n });

                [Function("Add")]
                public static int Add([ActivityTrigger] int[] numbers) => numbers[0] + numbers[1];
            }
            """);
        var app = await StartAsync(options => options.Assemblies.Add(assembly));

        Assert.Equal(42, await app.RunAsync<int>("Double", 21));
    }

    [Fact]
    public async Task Start_AssemblyWithAMistake_FailsWithFunctionAndParameter()
    {
        var assembly = CompiledApp.From("""
            public class Functions
            {
                [Function("Add")]
                public int Add([ActivityTrigger] int number, Uri where) => number;
            }
            """);

        var error = await Assert.ThrowsAsync<FunctionConfigurationException>(() =>
            StartAsync(options => options.Assemblies.Add(assembly)));

        Assert.Contains("function 'Add' (Functions.Add), parameter 'where'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_BlobFunctionWithoutStore_SaysWhatToRegister()
    {
        var error = await Assert.ThrowsAsync<FunctionConfigurationException>(() =>
            StartAsync(configure: builder => builder.Services.RemoveAll<IBlobTriggerStorage>()));

        Assert.Contains("'OnDrop'", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(IBlobTriggerStorage), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Start_TriggersWithoutAStore_WarnsOfWhatIsForgotten(bool inMemory)
    {
        var app = await StartAsync(configure: builder =>
        {
            if (inMemory) builder.Services.RemoveAll<IHostStateStore>();
        });

        Assert.Equal(inMemory, app.Logs.Any(line => line.Contains("The state of triggers is kept in memory", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Start_ClassWithUnregisteredService_NamesFunctionAndService()
    {
        var error = await Assert.ThrowsAsync<FunctionConfigurationException>(() =>
            StartAsync(configure: builder => builder.Services.RemoveAll<AppFunctions.Journal>()));

        Assert.Contains(error.Problems, problem => problem.StartsWith("function 'Measure'", StringComparison.Ordinal)
            && problem.Contains("asks for Journal ('journal' of its constructor)", StringComparison.Ordinal));
        Assert.DoesNotContain(error.Problems, problem => problem.Contains("'Greet'", StringComparison.Ordinal));
    }

    [Fact]
    public void Add_MissingOptions_NamesThem()
    {
        var error = Assert.Throws<FunctionConfigurationException>(() =>
            Host.CreateEmptyApplicationBuilder(null).AddFunctionsHost(_ => { }));

        Assert.Equal(2, error.Problems.Count);
        Assert.Contains("Backend", error.Message, StringComparison.Ordinal);
        Assert.Contains("Assemblies", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_Twice_IsRefused()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        void Add() => builder.AddFunctionsHost(options =>
        {
            options.Backend = (_, _) => throw new NotSupportedException();
            options.Types.Add(typeof(AppFunctions));
        });
        Add();

        Assert.Throws<InvalidOperationException>(Add);
    }

    [Fact]
    public async Task Add_HostJson_IsReadAndItsLogLevelsApply()
    {
        var path = Path.Combine(Path.GetTempPath(), $"host-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(path,
            """{"version":"2.0","extensions":{"durableTask":{"defaultVersion":"3.1"}},"logging":{"logLevel":{"default":"Error"}}}""");
        try
        {
            var app = await StartAsync(options => options.HostJsonPath = path);

            Assert.Equal("3.1", app.Services.GetRequiredService<HostSettings>().DefaultVersion);
            Assert.Empty(app.Logs);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Timer_MissedWhileTheHostWasDown_RunsPastDueAfterRestart()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow);
        var app = await StartAsync(configure: builder => builder.Services.AddSingleton<TimeProvider>(clock));
        clock.Advance(TimeSpan.FromMinutes(1));
        await app.StopAsync();
        Assert.Empty(_journal.Lines);
        clock.Advance(TimeSpan.FromDays(1));

        await app.RestartAfterStopAsync();

        await Until.TrueAsync(() => !_journal.Lines.IsEmpty);
        Assert.Equal(["tick True True"], _journal.Lines);
    }

    private async Task<AppRig> StartAsync(
        Action<FunctionsHostOptions>? options = null, Action<WebApplicationBuilder>? configure = null, bool strictReplay = false)
    {
        var app = await AppRig.StartAsync(
            all =>
            {
                all.Types.Add(typeof(AppFunctions));
                options?.Invoke(all);
            },
            builder =>
            {
                builder.Services.AddSingleton(_journal);
                builder.Configuration["DROPS"] = "datasets";
                builder.Configuration["TICKS"] = "01:00:00";
                configure?.Invoke(builder);
            },
            strictReplay);
        _apps.Add(app);
        return app;
    }

    private static async Task<OrchestrationMetadata> CompletionOfAsync(AppRig app, string instanceId)
    {
        await Until.TrueAsync(() => app.Client.GetInstanceAsync(instanceId).GetAwaiter().GetResult() is not null,
            () => $"Instance {instanceId} was never started.\n{string.Join('\n', app.Logs)}");
        return await app.Client.WaitForInstanceCompletionAsync(instanceId, getInputsAndOutputs: true).WaitAsync(TimeSpan.FromSeconds(60));
    }
}
