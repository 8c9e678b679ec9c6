using Microsoft.Extensions.Logging;
using Moq;
using Moq.Protected;

namespace FineTune.Durable.Tests.Model;

/// <summary>What the orchestration context does by itself, on a context whose abstract members are mocked.</summary>
public sealed class ContextTests
{
    private static readonly DateTime Now = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    private readonly Mock<TaskOrchestrationContext> context = new() { CallBase = true };

    public ContextTests() => context.Setup(c => c.CurrentUtcDateTime).Returns(Now);

    [Fact]
    public async Task CallActivity_EveryOverload_ReachesTheAbstractOne()
    {
        TaskOptions options = new(new RetryPolicy(2, TimeSpan.FromSeconds(1)));
        context.Setup(c => c.CallActivityAsync<object>("A", "in", options)).ReturnsAsync("x").Verifiable();
        context.Setup(c => c.CallActivityAsync<object>("A", null, options)).ReturnsAsync("x").Verifiable();
        context.Setup(c => c.CallActivityAsync<int>("A", null, options)).ReturnsAsync(5);

        await context.Object.CallActivityAsync("A", "in", options);
        await context.Object.CallActivityAsync("A", options);
        Assert.Equal(5, await context.Object.CallActivityAsync<int>("A", options));

        context.Verify();
    }

    [Fact]
    public async Task CallSubOrchestrator_EveryOverload_ReachesTheAbstractOne()
    {
        TaskOptions options = new SubOrchestrationOptions(instanceId: "child");
        context.Setup(c => c.CallSubOrchestratorAsync<object>("S", "in", options)).ReturnsAsync("x").Verifiable();
        context.Setup(c => c.CallSubOrchestratorAsync<object>("S", null, options)).ReturnsAsync("x").Verifiable();
        context.Setup(c => c.CallSubOrchestratorAsync<int>("S", null, options)).ReturnsAsync(5);

        await context.Object.CallSubOrchestratorAsync("S", "in", options);
        await context.Object.CallSubOrchestratorAsync("S", options);
        Assert.Equal(5, await context.Object.CallSubOrchestratorAsync<int>("S", options));

        context.Verify();
    }

    [Fact]
    public async Task Call_OptionsInPlaceOfTheInput_IsRefused()
    {
        object options = new TaskOptions();

        ArgumentException e = await Assert.ThrowsAsync<ArgumentException>(() => context.Object.CallActivityAsync("A", options));
        Assert.Contains("TaskOptions", e.Message);
        await Assert.ThrowsAsync<ArgumentException>(() => context.Object.CallSubOrchestratorAsync("S", options));
    }

    [Fact]
    public void CreateTimer_Delay_IsDueThatMuchAfterTheTurnsTime()
    {
        using CancellationTokenSource cancellation = new();
        context.Setup(c => c.CreateTimer(Now.AddMinutes(5), cancellation.Token)).Returns(Task.CompletedTask).Verifiable();

        Assert.True(context.Object.CreateTimer(TimeSpan.FromMinutes(5), cancellation.Token).IsCompletedSuccessfully);

        context.Verify();
    }

    [Fact]
    public async Task WaitForExternalEvent_EventComesFirst_CancelsTheTimer()
    {
        (TaskCompletionSource<int> waiter, TaskCompletionSource timer) = SetUpRace();
        Task<int> waiting = context.Object.WaitForExternalEvent<int>("e", TimeSpan.FromHours(1));

        waiter.SetResult(7);

        Assert.Equal(7, await waiting);
        Assert.True(timer.Task.IsCanceled);
    }

    [Fact]
    public async Task WaitForExternalEvent_TimerFiresFirst_ThrowsTaskCanceledAndCancelsTheWaiter()
    {
        (TaskCompletionSource<int> waiter, TaskCompletionSource timer) = SetUpRace();
        Task<int> waiting = context.Object.WaitForExternalEvent<int>("e", TimeSpan.FromHours(1), CancellationToken.None);

        timer.SetResult();

        await Assert.ThrowsAsync<TaskCanceledException>(() => waiting);
        Assert.True(waiter.Task.IsCanceled);
    }

    [Fact]
    public async Task WaitForExternalEvent_CallersToken_CancelsBoth()
    {
        (TaskCompletionSource<int> waiter, TaskCompletionSource timer) = SetUpRace();
        using CancellationTokenSource cancellation = new();
        Task<int> waiting = context.Object.WaitForExternalEvent<int>("e", TimeSpan.FromHours(1), cancellation.Token);

        cancellation.Cancel();

        await Assert.ThrowsAsync<TaskCanceledException>(() => waiting);
        Assert.True(waiter.Task.IsCanceled);
        Assert.True(timer.Task.IsCanceled);
    }

    [Fact]
    public void ContinueAsNew_Options_ReachTheAbstractOne()
    {
        context.Object.ContinueAsNew(new ContinueAsNewOptions { NewInput = "in", PreserveUnprocessedEvents = false });

        context.Verify(c => c.ContinueAsNew("in", false), Times.Once);
    }

    [Fact]
    public void ContinueAsNew_NewVersionOnAContextThatHasNone_IsRefused() => Assert.Throws<NotSupportedException>(
        () => context.Object.ContinueAsNew(new ContinueAsNewOptions { NewVersion = "2.0" }));

    [Fact]
    public void CompareVersionTo_OwnVersion_IsTheLeftSide()
    {
        context.Setup(c => c.Version).Returns("1.9");

        Assert.True(context.Object.CompareVersionTo("1.10") < 0);
        Assert.True(context.Object.CompareVersionTo("1.8") > 0);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 4)]
    public void ReplaySafeLoggers_EachWayToGetOne_AreSilentDuringReplay(bool replaying, int lines)
    {
        CountingProvider provider = new();
        using ILoggerFactory factory = LoggerFactory.Create(builder => builder.AddProvider(provider));
        context.Protected().SetupGet<ILoggerFactory>("LoggerFactory").Returns(factory);
        context.Setup(c => c.IsReplaying).Returns(replaying);

        Type category = typeof(ContextTests);
        foreach (ILogger logger in (ILogger[])
            [
                context.Object.CreateReplaySafeLogger("Category"),
                context.Object.CreateReplaySafeLogger(category),
                context.Object.CreateReplaySafeLogger<ContextTests>(),
                context.Object.ReplaySafeLoggerFactory.CreateLogger("Category"),
            ])
        {
            logger.LogInformation("line");
        }

        Assert.Equal(lines, provider.Lines);
        Assert.Throws<NotSupportedException>(() => context.Object.ReplaySafeLoggerFactory.AddProvider(provider));
    }

    /// <summary>A waiter and a timer that the test completes, and that their tokens cancel.</summary>
    private (TaskCompletionSource<int> Waiter, TaskCompletionSource Timer) SetUpRace()
    {
        TaskCompletionSource<int> waiter = new();
        TaskCompletionSource timer = new();
        context.Setup(c => c.WaitForExternalEvent<int>("e", It.IsAny<CancellationToken>()))
            .Callback((string _, CancellationToken token) => token.Register(() => waiter.TrySetCanceled(token)))
            .Returns(waiter.Task);
        context.Setup(c => c.CreateTimer(Now.AddHours(1), It.IsAny<CancellationToken>()))
            .Callback((DateTime _, CancellationToken token) => token.Register(() => timer.TrySetCanceled(token)))
            .Returns(timer.Task);
        return (waiter, timer);
    }

    private sealed class CountingProvider : ILoggerProvider, ILogger
    {
        public int Lines { get; private set; }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines++;

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
