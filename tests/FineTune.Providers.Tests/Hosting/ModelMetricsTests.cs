using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using FineTune.Core.Models;
using FineTune.Core.Models.Endpoints;
using FineTune.Providers.Endpoints;
using FineTune.Providers.Hosting;
using FineTune.Providers.Limits;
using FineTune.Providers.Tests.Support;
using FineTune.Testing;
using Microsoft.Extensions.AI;

namespace FineTune.Providers.Tests.Hosting;

public sealed class ModelMetricsTests : IDisposable
{
    private const string Prompt = "the secret prompt text";
    private readonly ConcurrentQueue<(string Name, double Value, Dictionary<string, object?> Tags)> _measured = new();
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _activities;
    private readonly string _endpoint = $"metrics-{Guid.NewGuid():N}";

    public ModelMetricsTests()
    {
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == ModelMetrics.Name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<double>((i, value, tags, _) => Keep(i.Name, value, tags));
        _meters.SetMeasurementEventCallback<long>((i, value, tags, _) => Keep(i.Name, value, tags));
        _meters.SetMeasurementEventCallback<int>((i, value, tags, _) => Keep(i.Name, value, tags));
        _meters.Start();
        _activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ModelMetrics.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_activities);
    }

    public void Dispose()
    {
        _meters.Dispose();
        _activities.Dispose();
    }

    [Fact]
    public async Task Call_MadeAgainAfterALimit_TellsRetryPauseAndConcurrencyButNoPrompt()
    {
        await using var server = await LoopbackServer.StartAsync(
            Reply.Error(429, "rate_limit_exceeded", ("retry-after-ms", "20")),
            Reply.Json("""{"choices":[{"message":{"content":"the secret answer"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":1}}"""));
        using var clients = new EndpointClients(
            new EndpointSettings { Name = _endpoint, Kind = EndpointKind.OpenAI, Url = new Uri(server.Url, "v1/"), Key = TestEndpoints.Key },
            () => new TestEndpoints.FixedCredential(), TimeProvider.System, new CapturedLogs());

        await clients.Chat(_endpoint).GetResponseAsync(Prompt);

        Assert.Equal([8, 4], Values("finetune.model.concurrency_limit"));
        Assert.Equal([0], Values("finetune.model.circuit"));
        Assert.Equal([1], Values("finetune.model.retries"));
        Assert.Contains(_measured, m => m.Name == "gen_ai.client.token.usage" && _endpoint.Equals(m.Tags["gen_ai.request.model"]));
        var span = Assert.Single(_spans, s => _endpoint.Equals(s.GetTagItem("gen_ai.request.model")));
        var told = _measured.SelectMany(m => m.Tags.Values).Concat(span.TagObjects.Select(t => t.Value)).Select(v => v?.ToString() ?? "");
        Assert.All(told, value => Assert.DoesNotContain("secret", value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Circuit_Opening_IsTold()
    {
        var circuit = new EndpointCircuit(_endpoint, TimeProvider.System);
        for (var i = 0; i < 20; i++)
        {
            await Assert.ThrowsAsync<ProviderException>(() => circuit.RunAsync<int>(
                "what", _ => throw new ProviderException(ProviderErrorKind.Transient, "test"), () => TimeSpan.Zero, CancellationToken.None));
        }

        Assert.Equal([2], Values("finetune.model.circuit"));
    }

    [Fact]
    public void Cost_IsToldByRoleEndpointAndModel()
    {
        ModelMetrics.Cost("judge", _endpoint, "gpt-4.1-mini", 0.25m);

        var cost = Assert.Single(_measured, m => m.Name == "finetune.model.cost" && _endpoint.Equals(m.Tags["finetune.endpoint"]));
        Assert.Equal((0.25, "judge", "gpt-4.1-mini"), (cost.Value, cost.Tags["finetune.role"], cost.Tags["gen_ai.request.model"]));
    }

    private double[] Values(string name) =>
        [.. _measured.Where(m => m.Name == name && _endpoint.Equals(m.Tags.GetValueOrDefault("finetune.endpoint"))).Select(m => m.Value)];

    private void Keep(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _measured.Enqueue((name, value, tags.ToArray().ToDictionary(t => t.Key, t => t.Value)));
}
