using DurableTask.Core;
using DurableTask.Core.Exceptions;
using FunctionsHost.Local.Durable;
using FunctionsHost.Local.Durable.Client;
using FunctionsHost.Local.Durable.Payloads;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace FunctionsHost.Local.Tests.Durable;

/// <summary>The client over a backend that can do less than SQLite; the rest is in the contract suite.</summary>
public sealed class LocalDurableTaskClientTests
{
    private readonly Mock<IOrchestrationServiceClient> _backend = new();

    [Fact]
    public async Task Operations_TheBackendLacks_AreRefusedByName()
    {
        State(OrchestrationStatus.Running);
        await using var client = Client();

        var errors = new List<string>
        {
            Assert.Throws<NotSupportedException>(() => client.GetAllInstancesAsync()).Message,
            (await Assert.ThrowsAsync<NotSupportedException>(() =>
                client.TerminateInstanceAsync("i", new TerminateInstanceOptions(Recursive: true)))).Message,
            (await Assert.ThrowsAsync<NotSupportedException>(() => client.PurgeAllInstancesAsync(new PurgeInstancesFilter()))).Message,
        };
        State(OrchestrationStatus.Completed);
        errors.Add((await Assert.ThrowsAsync<NotSupportedException>(() => client.PurgeInstanceAsync("i"))).Message);
        errors.Add((await Assert.ThrowsAsync<NotSupportedException>(() =>
            client.PurgeInstanceAsync("i", new PurgeInstanceOptions(Recursive: true)))).Message);

        Assert.All(errors, error => Assert.StartsWith("Small backend cannot ", error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Schedule_BackendRefusesInItsOwnWords_TheHostsWordsAreUsed()
    {
        _backend.Setup(b => b.CreateTaskOrchestrationAsync(It.IsAny<TaskMessage>(), It.IsAny<OrchestrationStatus[]>()))
            .ThrowsAsync(new OrchestrationAlreadyExistsException("An Orchestration instance with the status Running already exists."));
        await using var client = Client();

        var error = await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(
            () => client.ScheduleNewOrchestrationInstanceAsync("O", new StartOrchestrationOptions("i")));

        Assert.Equal("An Orchestration instance with the ID i already exists.", error.Message);
    }

    [Fact]
    public async Task Schedule_Dedupe_AlwaysNamesTheLiveStatuses()
    {
        OrchestrationStatus[]? asked = null;
        _backend.Setup(b => b.CreateTaskOrchestrationAsync(It.IsAny<TaskMessage>(), It.IsAny<OrchestrationStatus[]>()))
            .Callback((TaskMessage _, OrchestrationStatus[] statuses) => asked = statuses).Returns(Task.CompletedTask);
        await using var client = Client();

        await client.ScheduleNewOrchestrationInstanceAsync(
            "O", new StartOrchestrationOptions("i").WithDedupeStatuses(OrchestrationRuntimeStatus.Failed));

        Assert.Equal(
            [OrchestrationStatus.Pending, OrchestrationStatus.Running, OrchestrationStatus.Suspended, OrchestrationStatus.ContinuedAsNew,
                OrchestrationStatus.Failed],
            asked!);
    }

    [Fact]
    public async Task WaitForInstanceCompletion_BackendGivesUpWaiting_IsAskedAgain()
    {
        State(OrchestrationStatus.Running);
        _backend.SetupSequence(b => b.WaitForOrchestrationAsync("i", null!, It.IsAny<TimeSpan>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((OrchestrationState?)null!).ReturnsAsync(NewState(OrchestrationStatus.Completed));
        await using var client = Client();

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await client.WaitForInstanceCompletionAsync("i")).RuntimeStatus);
    }

    private LocalDurableTaskClient Client() => new(
        new DurableBackend { Name = "Small backend", Service = Mock.Of<IOrchestrationService>(), Client = _backend.Object },
        new PayloadLimits(new JsonDataConverter(), NullLogger.Instance), null, TimeProvider.System);

    private void State(OrchestrationStatus status) =>
        _backend.Setup(b => b.GetOrchestrationStateAsync("i", false)).ReturnsAsync([NewState(status)]);

    private static OrchestrationState NewState(OrchestrationStatus status) => new()
    {
        Name = "O",
        OrchestrationInstance = new OrchestrationInstance { InstanceId = "i" },
        OrchestrationStatus = status,
    };
}
