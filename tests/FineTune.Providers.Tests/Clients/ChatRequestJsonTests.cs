using System.Text.Json;
using System.Text.Json.Nodes;
using FineTune.Providers.Caching;
using FineTune.Providers.Clients;
using FineTune.Providers.Tests.Support;
using FineTune.Testing;
using Microsoft.Extensions.AI;

namespace FineTune.Providers.Tests.Clients;

public sealed class ChatRequestJsonTests
{
    private static readonly JsonElement _schema = JsonDocument.Parse(
        """{"type":"object","properties":{"score":{"type":"integer","minimum":1}},"required":["score"],"additionalProperties":false}""").RootElement;

    private static readonly ChatMessage[] _plain =
    [
        new(ChatRole.System, "Be brief."),
        new(ChatRole.User, "Grüße & \"42\"") { AuthorName = "owner" },
    ];

    private static readonly ChatMessage[] _tools =
    [
        new(ChatRole.User, "Weather?"),
        new(ChatRole.Assistant, [new FunctionCallContent("c1", "weather", new Dictionary<string, object?> { ["city"] = "Oslo" })]),
        new(ChatRole.Tool, [new FunctionResultContent("c1", "rain")]),
        new(ChatRole.Tool, "a tool without a call"),
    ];

    private static readonly ChatOptions _all = new()
    {
        Temperature = 0.7f,
        TopP = 0.95f,
        MaxOutputTokens = 99,
        Seed = 42,
        StopSequences = ["END"],
        ResponseFormat = ChatResponseFormat.ForJsonSchema(_schema, "score card", "A score."),
    };

    public static TheoryData<ChatMessage[], ChatOptions?> Requests => new()
    {
        { _plain, null },
        { _plain, _all },
        { _tools, new ChatOptions { Temperature = 0, ResponseFormat = ChatResponseFormat.Json, ModelId = "other" } },
        {
            [new(ChatRole.User, [new TextContent("in "), new TextContent("parts")]), new(ChatRole.Assistant, "")],
            new ChatOptions { ResponseFormat = ChatResponseFormat.Text }
        },
        {
            [
                new(ChatRole.Assistant, [new TextContent("I ask."), new FunctionCallContent("c1", "f")]),
                new(ChatRole.Tool, [new FunctionResultContent("c1", 4), new TextContent("and more")]),
            ],
            null
        },
        {
            _plain,
            new ChatOptions { FrequencyPenalty = 1, PresencePenalty = 1, TopK = 3, Instructions = "No.", Tools = [AIFunctionFactory.Create(() => 1, "f")] }
        },
    };

    [Theory]
    [MemberData(nameof(Requests), DisableDiscoveryEnumeration = true)]
    public async Task Write_Request_IsWhatTheOfficialClientSends(ChatMessage[] messages, ChatOptions? options)
    {
        foreach (var kind in (string[])["openai", "azure", "compatible"])
        {
            var field = kind == "compatible" ? "max_tokens" : "max_completion_tokens";
            await using var server = await LoopbackServer.StartAsync(Reply.Json("""{"choices":[{"message":{"content":"x"}}]}"""));

            await TestEndpoints.Create(server.Url, kind).GetChatClient("main", "m").GetResponseAsync(messages, options);

            var sent = Assert.Single(server.Requests).Body;
            // The official client omits a null content, which means the same.
            var written = ChatRequestJson.Write(options?.ModelId ?? "m", messages, options, field).ToString();
            written = written.Replace("\"content\":null,", "", StringComparison.Ordinal);
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(written), JsonNode.Parse(sent)), $"{kind}: {written}\n{sent}");
        }
    }

    /// <summary>Keys that the previous client's version wrote: caches outlive versions.</summary>
    [Fact]
    public void Key_OfTheCache_StaysWhatItWas()
    {
        Assert.Equal("912a80966f4568af43265fff2911936d6b5b2159dcbb13511bb1b29e0b79e4ab", AnswerCache.Key("openai", "gpt-4.1", _plain, null));
        Assert.Equal("66543fc79d7182411e25b51156bcc2b05825ed96e58e6ade666271bf163995bd", AnswerCache.Key("openai", "gpt-4.1", _plain, _all));
        Assert.Equal("be45c0822e6b68d2684322b2dd44d33efa3a05b4333f7713ae73690d93b36e77", AnswerCache.Key(
            "azure:host", "d", _tools, new ChatOptions { Temperature = 0, ResponseFormat = ChatResponseFormat.Json, ModelId = "other" }));
    }
}
