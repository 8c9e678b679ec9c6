using FineTune.Core.Models;
using FineTune.Core.Models.Endpoints;
using FineTune.Providers.Http;
using Polly;
using Polly.CircuitBreaker;

namespace FineTune.Providers.Limits;

/// <summary>
/// Stops calls to an endpoint that fails again and again: open after 60% of at least 20 calls in 30 seconds failed, then one probe, with
/// pauses that grow from 5 to 30 seconds. Reached limits are not failures: the endpoint works.
/// </summary>
internal sealed class EndpointCircuit
{
    private const double FailureRatio = 0.6;
    private const int LeastCalls = 20;
    private const double FirstBreakSeconds = 5;
    private const double LongestBreakSeconds = 30;
    private static readonly TimeSpan Sampling = TimeSpan.FromSeconds(30);

    /// <summary>Between checks of a probe that another caller makes.</summary>
    private static readonly TimeSpan WhileProbed = TimeSpan.FromMilliseconds(250);

    private readonly string _endpoint;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _pipeline;

    public EndpointCircuit(string endpoint, TimeProvider time)
    {
        (_endpoint, _time) = (endpoint, time);
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }.AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            FailureRatio = FailureRatio,
            MinimumThroughput = LeastCalls,
            SamplingDuration = Sampling,
            BreakDurationGenerator = arguments => ValueTask.FromResult(Break(arguments.HalfOpenAttempts)),
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is ProviderException { Kind: ProviderErrorKind.Transient }),
            OnOpened = _ => Tell(2),
            OnHalfOpened = _ => Tell(1),
            OnClosed = _ => Tell(0),
        }).Build();
    }

    /// <summary>Makes the call, or waits until one may be made where <paramref name="timeLeft"/> allows it.</summary>
    /// <exception cref="ProviderException">The circuit stays open for longer than there is time, code <c>circuit_open</c>; or the call's own.</exception>
    public async Task<T> RunAsync<T>(string what, Func<CancellationToken, Task<T>> call, Func<TimeSpan> timeLeft, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await _pipeline.ExecuteAsync(async ct => await call(ct), cancellationToken);
            }
            catch (BrokenCircuitException open)
            {
                var wait = open.RetryAfter is { } after && after > WhileProbed ? after : WhileProbed;
                if (wait >= timeLeft())
                {
                    throw ProviderErrors.CircuitOpen(what, wait);
                }

                ModelMetrics.Waited(_endpoint, "circuit", wait);
                await Task.Delay(wait, _time, cancellationToken);
            }
        }
    }

    private static TimeSpan Break(int probes) => TimeSpan.FromSeconds(Math.Min(FirstBreakSeconds * Math.Pow(2, Math.Min(probes, 8)), LongestBreakSeconds));

    private ValueTask Tell(int state)
    {
        ModelMetrics.Circuit(_endpoint, state);
        return ValueTask.CompletedTask;
    }
}
