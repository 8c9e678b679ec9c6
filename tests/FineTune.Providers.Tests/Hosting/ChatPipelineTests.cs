using System.Diagnostics.Metrics;
using FineTune.Core.Billing.Prices;
using FineTune.Core.Models;
using FineTune.Core.Models.Endpoints;
using FineTune.Providers.Tests.Support;
using FineTune.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace FineTune.Providers.Tests.Hosting;

/// <summary>What the stages do together.</summary>
public sealed class ChatPipelineTests
{
    private const string Answer = """
        {"choices":[{"message":{"content":"ok"},"finish_reason":"stop"}],"usage":{"prompt_tokens":100,"completion_tokens":10}}
        """;

    private static readonly ChatOptions _greedy = new() { Temperature = 0 };
    private readonly FakeTimeProvider _time = new();
    private readonly ModelPrice _price =
        ModelPrice.Free(EndpointKind.OpenAI, $"priced-{Guid.NewGuid():N}") with { InputPerMillion = 2, OutputPerMillion = 8 };

    [Fact]
    public async Task GetResponse_OfAWindow_KeepsToItsShareOfTheEndpointsLimit()
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json(Answer));
        var client = Endpoints(server).GetChatClient("main", "m", Use(sharers: 3));

        var calls = Enumerable.Range(0, 3).Select(i => client.GetResponseAsync($"{i}")).ToList();

        await calls[0];
        _time.Advance(TimeSpan.FromSeconds(5.9));
        Assert.Single(server.Requests);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await calls[1];
        Assert.Equal(2, server.Requests.Count);
        _time.Advance(TimeSpan.FromSeconds(6));
        await calls[2];
    }

    [Fact]
    public async Task GetResponse_ModelsOfOneWindow_ShareWhatItMayUse()
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json(Answer));
        var (endpoints, use) = (Endpoints(server), Use(sharers: 3));
        await endpoints.GetChatClient("main", "judge-1", use).GetResponseAsync("hello");

        var other = endpoints.GetChatClient("main", "judge-2", use with { Role = "contestant" }).GetResponseAsync("hello");
        _time.Advance(TimeSpan.FromSeconds(5.9));

        Assert.Single(server.Requests);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await other;
    }

    [Fact]
    public async Task GetResponse_AnsweredFromTheCache_WaitsForNobody()
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json(Answer));
        var store = new InMemoryBlobStore();
        var client = Endpoints(server, store).GetChatClient("main", "m", Use(sharers: 3));
        await client.GetResponseAsync("hello", _greedy);

        for (var i = 0; i < 20; i++)
        {
            Assert.True(CachedAnswer.Is(await client.GetResponseAsync("hello", _greedy)));
        }

        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GetResponse_WithAUse_TellsWhatEachAnswerCostsWhetherItIsStreamedOrNot(bool streamed)
    {
        List<(double Usd, string? Role)> told = [];
        using var meters = new MeterListener { InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument) };
        meters.SetMeasurementEventCallback<double>((instrument, usd, tags, _) =>
        {
            var all = tags.ToArray().ToDictionary();
            if (instrument.Name == "finetune.model.cost" && _price.Model.Equals(all[ModelMetrics.Model]))
            {
                told.Add((usd, all[ModelMetrics.Role] as string));
            }
        });
        meters.Start();
        await using var server = await LoopbackServer.StartAsync(Reply.Json(Answer));
        var client = Endpoints(server, new InMemoryBlobStore()).GetChatClient("main", "m", Use(sharers: 1));

        for (var i = 0; i < 2; i++)
        {
            _ = streamed
                ? await client.GetStreamingResponseAsync("hello", _greedy).ToChatResponseAsync()
                : await client.GetResponseAsync("hello", _greedy);
        }

        Assert.Equal([((100 * 2 + 10 * 8) / 1e6, "judge"), (0, "judge")], told);
    }

    [Fact]
    public async Task GetResponse_Streamed_IsRecorded()
    {
        using var folder = new TempFolder();
        await using var server = await LoopbackServer.StartAsync(Reply.Json(Answer));
        var client = TestEndpoints.Create(server.Url, more: ("RecordTo", folder.Path)).GetChatClient("main", "m");

        await client.GetStreamingResponseAsync("hello").ToChatResponseAsync();

        Assert.Contains("\"hello\"", await File.ReadAllTextAsync(Path.Combine(folder.Path, "m.jsonl")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetResponse_NoMessages_IsInvalidAndNotSent()
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json(Answer));

        var error = await Assert.ThrowsAsync<ProviderException>(() => Endpoints(server).GetChatClient("main", "m").GetResponseAsync([]));

        Assert.Equal((ProviderErrorKind.Invalid, "no_messages"), (error.Kind, error.Code));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task GetResponse_OptionsOfTheCaller_StayAsTheyAre()
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json(Answer));
        var options = new ChatOptions { MaxOutputTokens = 5 };

        await Endpoints(server).GetChatClient("main", "m", Use(sharers: 2)).GetResponseAsync("hello", options);

        Assert.Equal((5, null, null), (options.MaxOutputTokens, options.AdditionalProperties, options.RawRepresentationFactory));
    }

    private ModelUse Use(int sharers) => new("judge", _price, new EndpointShares(sharers, _time));

    private IModelEndpoints Endpoints(LoopbackServer server, InMemoryBlobStore? store = null) =>
        TestEndpoints.Create(server.Url, time: _time, store: store is null ? null : () => store, more: ("RequestsPerMinute", "30"));
}
