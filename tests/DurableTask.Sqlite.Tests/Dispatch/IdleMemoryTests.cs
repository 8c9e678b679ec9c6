using DurableTask.Sqlite.Dispatch;
using Microsoft.Extensions.Time.Testing;

namespace DurableTask.Sqlite.Tests.Dispatch;

public sealed class IdleMemoryTests
{
    private readonly FakeTimeProvider _clock = new();
    private int _collections;
    private bool _idle = true;

    [Fact]
    public void TurnEnded_QuietAfterABurst_CollectsOnce()
    {
        using IdleMemory memory = Create();
        End(memory, IdleMemory.Burst);
        Assert.Equal(0, _collections);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, _collections);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, _collections);
    }

    [Fact]
    public void TurnEnded_FewTurns_CollectsNothing()
    {
        using IdleMemory memory = Create();
        End(memory, IdleMemory.Burst - 1);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, _collections);
    }

    [Fact]
    public void TurnEnded_WorkComesUpMeanwhile_CollectsWhenItHasEnded()
    {
        using IdleMemory memory = Create();
        End(memory, IdleMemory.Burst);
        _idle = false;
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, _collections);
        _idle = true;
        End(memory, 1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, _collections);
    }

    private static void End(IdleMemory memory, int turns)
    {
        for (int i = 0; i < turns; i++)
            memory.TurnEnded();
    }

    private IdleMemory Create() => new(_clock, () => _idle, () => _collections++);
}
