using FineTune.Providers.Limits;

namespace FineTune.Providers.Tests.Limits;

public sealed class AdaptiveGateTests
{
    private readonly List<int> _limits = [];

    [Fact]
    public async Task Overloaded_Often_LetsOneInAtATime()
    {
        var gate = new AdaptiveGate(4, _limits.Add);
        for (var i = 0; i < 3; i++)
        {
            using var slot = await EnterAsync(gate);
            slot.Overloaded(rateLimited: true);
        }

        using var only = await EnterAsync(gate);

        Assert.False(EnterAsync(gate).IsCompleted);
        Assert.Equal([2, 1], _limits);
    }

    [Fact]
    public async Task Succeeded_AfterADecrease_LetsWaitingCallsIn()
    {
        var gate = new AdaptiveGate(2, _limits.Add);
        var one = await EnterAsync(gate);
        one.Overloaded(rateLimited: true);
        var two = EnterAsync(gate);
        Assert.False(two.IsCompleted);

        one.Succeeded();

        await two;
        Assert.Equal([1, 2], _limits);
    }

    [Fact]
    public async Task Enter_CallThatIsMadeAgain_GoesFirst()
    {
        var gate = new AdaptiveGate(1, _limits.Add);
        var running = await EnterAsync(gate);
        var fresh = EnterAsync(gate);
        var again = gate.EnterAsync(first: true, CancellationToken.None);

        running.Dispose();

        (await again).Dispose();
        await fresh;
    }

    [Fact]
    public async Task Enter_Cancelled_LeavesTheQueue()
    {
        var gate = new AdaptiveGate(1, _limits.Add);
        using var cancel = new CancellationTokenSource();
        var running = await EnterAsync(gate);
        var gone = gate.EnterAsync(first: false, cancel.Token);
        var next = EnterAsync(gate);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);

        running.Dispose();

        await next;
    }

    [Fact]
    public async Task Dispose_Twice_FreesOneSlot()
    {
        var gate = new AdaptiveGate(1, _limits.Add);
        var first = await EnterAsync(gate);
        first.Dispose();
        first.Dispose();
        using var second = await EnterAsync(gate);

        Assert.False(EnterAsync(gate).IsCompleted);
    }

    private static Task<AdaptiveGate.Slot> EnterAsync(AdaptiveGate gate) => gate.EnterAsync(first: false, CancellationToken.None);
}
