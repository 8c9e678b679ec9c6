using FineTune.Core.Models.Endpoints;
using FineTune.Providers.Limits;
using Microsoft.Extensions.Time.Testing;

namespace FineTune.Providers.Tests.Limits;

public sealed class EndpointCircuitTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly EndpointCircuit _circuit;
    private int _calls;

    public EndpointCircuitTests() => _circuit = new EndpointCircuit("circuit-tests", _time);

    [Theory]
    [InlineData(ProviderErrorKind.Transient, true)]
    [InlineData(ProviderErrorKind.RateLimited, false)]
    [InlineData(ProviderErrorKind.Invalid, false)]
    [InlineData(ProviderErrorKind.ContentFiltered, false)]
    public async Task Run_ManyFailures_OpenItWhenTheEndpointIsUnwell(ProviderErrorKind kind, bool opens)
    {
        await FailAsync(20, kind);

        var error = await Assert.ThrowsAsync<ProviderException>(() => RunAsync(() => throw Error(kind), TimeSpan.FromSeconds(2)));

        Assert.Equal(opens ? ("circuit_open", 20) : (null, 21), (error.Code, _calls));
    }

    [Fact]
    public async Task Run_AThirdOfCallsFails_StaysClosed()
    {
        for (var i = 0; i < 60; i++)
        {
            var fails = i % 3 == 0;
            await RunAsync(() => fails ? throw Error(ProviderErrorKind.Transient) : 1, TimeSpan.Zero).ContinueWith(_ => { }, TaskScheduler.Default);
        }

        Assert.Equal(60, _calls);
    }

    [Fact]
    public async Task Run_OpenForLongerThanThereIsTime_FailsWithoutACall()
    {
        await FailAsync(20);

        var error = await Assert.ThrowsAsync<ProviderException>(() => RunAsync(() => 1, TimeSpan.FromSeconds(4)));

        Assert.Equal((ProviderErrorKind.Transient, TimeSpan.FromSeconds(5), 20), (error.Kind, error.RetryAfter, _calls));
        Assert.Contains("another 5 seconds", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Open_WaitsAndTheProbeClosesIt()
    {
        await FailAsync(20);
        var waiting = RunAsync(() => 7, TimeSpan.FromSeconds(30));
        Assert.False(waiting.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(7, await waiting);
        Assert.Equal(8, await RunAsync(() => 8, TimeSpan.Zero));
    }

    [Fact]
    public async Task Run_ProbeFails_StaysOpenForLonger()
    {
        await FailAsync(20);
        _time.Advance(TimeSpan.FromSeconds(5));
        await FailAsync(1);

        var error = await Assert.ThrowsAsync<ProviderException>(() => RunAsync(() => 1, TimeSpan.Zero));

        Assert.Equal(("circuit_open", TimeSpan.FromSeconds(10), 21), (error.Code, error.RetryAfter, _calls));
    }

    [Fact]
    public async Task Run_WhileAnotherProbes_WaitsForItsAnswer()
    {
        await FailAsync(20);
        _time.Advance(TimeSpan.FromSeconds(5));
        var answer = new TaskCompletionSource<int>();
        var probe = _circuit.RunAsync("what", _ => answer.Task, () => TimeSpan.FromSeconds(30), CancellationToken.None);
        var other = RunAsync(() => 2, TimeSpan.FromSeconds(30));
        Assert.Equal(20, _calls);

        answer.SetResult(1);
        await probe;
        while (!other.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal((2, 21), (await other, _calls));
    }

    private async Task FailAsync(int times, ProviderErrorKind kind = ProviderErrorKind.Transient)
    {
        for (var i = 0; i < times; i++)
        {
            await Assert.ThrowsAsync<ProviderException>(() => RunAsync(() => throw Error(kind), TimeSpan.Zero));
        }
    }

    private Task<int> RunAsync(Func<int> call, TimeSpan left) => _circuit.RunAsync(
        "what",
        _ =>
        {
            _calls++;
            return Task.FromResult(call());
        },
        () => left,
        CancellationToken.None);

    private static ProviderException Error(ProviderErrorKind kind) => new(kind, "test");
}
