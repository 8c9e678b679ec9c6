using FineTune.Durable.Client;
using Moq;

namespace FineTune.Durable.Tests.Model;

/// <summary>Every convenience overload ends in the one that an implementation provides.</summary>
public sealed class ClientForwardingTests
{
    private static readonly CancellationToken Token = new CancellationTokenSource().Token;

    private readonly Mock<DurableTaskClient> client = new("name") { CallBase = true };

    [Fact]
    public async Task Schedule_EveryOverload_ReachesTheAbstractOne()
    {
        StartOrchestrationOptions options = new("id");
        client.Setup(c => c.ScheduleNewOrchestrationInstanceAsync("O", null, null, Token)).ReturnsAsync("1");
        client.Setup(c => c.ScheduleNewOrchestrationInstanceAsync("O", "in", null, Token)).ReturnsAsync("2");
        client.Setup(c => c.ScheduleNewOrchestrationInstanceAsync("O", null, options, Token)).ReturnsAsync("3");

        Assert.Equal("1", await client.Object.ScheduleNewOrchestrationInstanceAsync("O", Token));
        Assert.Equal("2", await client.Object.ScheduleNewOrchestrationInstanceAsync("O", "in", Token));
        Assert.Equal("3", await client.Object.ScheduleNewOrchestrationInstanceAsync("O", options, Token));
    }

    [Fact]
    public async Task Terminate_EveryOverload_ReachesTheOneWithOptions()
    {
        List<TerminateInstanceOptions?> seen = [];
        client.Setup(c => c.TerminateInstanceAsync("id", It.IsAny<TerminateInstanceOptions?>(), Token))
            .Callback((string _, TerminateInstanceOptions? options, CancellationToken _) => seen.Add(options))
            .Returns(Task.CompletedTask);

        await client.Object.TerminateInstanceAsync("id", Token);
        await client.Object.TerminateInstanceAsync("id", "bye", Token);
        await client.Object.TerminateInstanceAsync("id", (object?)null, Token);

        Assert.Equal([null, new TerminateInstanceOptions("bye"), null], seen);
    }

    [Fact]
    public async Task EventsWaitsAndQueries_ShortOverloads_ReachTheAbstractOnes()
    {
        OrchestrationMetadata metadata = new("N", "id");
        client.Setup(c => c.RaiseEventAsync("id", "e", null, Token)).Returns(Task.CompletedTask).Verifiable();
        client.Setup(c => c.SuspendInstanceAsync("id", null, Token)).Returns(Task.CompletedTask).Verifiable();
        client.Setup(c => c.ResumeInstanceAsync("id", null, Token)).Returns(Task.CompletedTask).Verifiable();
        client.Setup(c => c.WaitForInstanceStartAsync("id", false, Token)).ReturnsAsync(metadata).Verifiable();
        client.Setup(c => c.WaitForInstanceCompletionAsync("id", false, Token)).ReturnsAsync(metadata).Verifiable();
        client.Setup(c => c.GetInstancesAsync("id", false, Token)).ReturnsAsync(metadata).Verifiable();

        await client.Object.RaiseEventAsync("id", "e", Token);
        await client.Object.SuspendInstanceAsync("id", Token);
        await client.Object.ResumeInstanceAsync("id", Token);
        Assert.Same(metadata, await client.Object.WaitForInstanceStartAsync("id", Token));
        Assert.Same(metadata, await client.Object.WaitForInstanceCompletionAsync("id", Token));
        Assert.Same(metadata, await client.Object.GetInstanceAsync("id", Token));
        Assert.Same(metadata, await client.Object.GetInstancesAsync("id", Token));

        client.Verify();
    }

    [Fact]
    public async Task Purge_EveryOverload_ReachesTheOneWithFilterAndOptions()
    {
        PurgeInstanceOptions options = new(Recursive: true);
        DateTimeOffset from = DateTimeOffset.UnixEpoch, to = from.AddDays(1);
        OrchestrationRuntimeStatus[] statuses = [OrchestrationRuntimeStatus.Failed];
        List<(PurgeInstancesFilter Filter, PurgeInstanceOptions? Options)> seen = [];
        client.Setup(c => c.PurgeAllInstancesAsync(It.IsAny<PurgeInstancesFilter>(), It.IsAny<PurgeInstanceOptions?>(), Token))
            .Callback((PurgeInstancesFilter filter, PurgeInstanceOptions? o, CancellationToken _) => seen.Add((filter, o)))
            .ReturnsAsync(new PurgeResult(1));

        await client.Object.PurgeInstancesAsync(from, to, Token);
        await client.Object.PurgeInstancesAsync(from, to, options, Token);
        await client.Object.PurgeInstancesAsync(from, to, statuses, Token);
        await client.Object.PurgeInstancesAsync(from, to, statuses, options, Token);
        await client.Object.PurgeAllInstancesAsync(new PurgeInstancesFilter(from), Token);

        Assert.Equal(
            [
                (new(from, to), null), (new(from, to), options), (new(from, to, statuses), null), (new(from, to, statuses), options),
                (new(from), null),
            ],
            seen);
    }

    [Fact]
    public async Task OptionalOperations_NotImplemented_SayWhatIsMissing()
    {
        NotSupportedException e = await Assert.ThrowsAsync<NotSupportedException>(() => client.Object.RestartAsync("id"));
        Assert.Contains("restarting", e.Message);
        await Assert.ThrowsAsync<NotSupportedException>(() => client.Object.RewindInstanceAsync("id", "why"));
        await Assert.ThrowsAsync<NotSupportedException>(() => client.Object.ListInstanceIdsAsync());
        await Assert.ThrowsAsync<NotSupportedException>(() => client.Object.PurgeInstanceAsync("id", Token));
        await Assert.ThrowsAsync<NotSupportedException>(() => client.Object.TerminateInstanceAsync("id", Token));
    }
}
