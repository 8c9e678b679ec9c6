using System.Text;
using System.Text.Json;
using FineTune.Providers.Clients;
using Microsoft.Extensions.AI;

namespace FineTune.Providers.Tests.Clients;

/// <summary>Odd replies of compatible servers. The client that preceded the official ones read all of them.</summary>
public sealed class ChatReplyTests
{
    private const string Message = """{"role":"assistant","content":"x"}""";

    [Theory]
    [InlineData("\"stop\"", "stop")]
    [InlineData("\"length\"", "length")]
    [InlineData("\"tool_calls\"", "tool_calls")]
    [InlineData("\"content_filter\"", "content_filter")]
    [InlineData("\"STOP\"", "STOP")]
    [InlineData("\"error\"", "error")]
    [InlineData("\"eos\"", "eos")]
    [InlineData("\"function_call\"", "function_call")]
    [InlineData("7", "7")]
    [InlineData("\"\"", null)]
    [InlineData("null", null)]
    public void Read_FinishReason_IsTheProvidersWord(string json, string? expected) =>
        Assert.Equal(expected, Read($$"""{"choices":[{"message":{{Message}},"finish_reason":{{json}}}]}""").FinishReason?.Value);

    [Fact]
    public void Read_NoFinishReason_IsNone() => Assert.Null(Read($$"""{"choices":[{"message":{{Message}}}]}""").FinishReason);

    [Theory]
    [InlineData("""{"content":"x"}""", "x")]
    [InlineData("""{"role":"bot","content":"x"}""", "x")]
    [InlineData("""{"role":null,"content":"x"}""", "x")]
    [InlineData("""{"role":7,"content":"x"}""", "x")]
    [InlineData("""{"content":42}""", "42")]
    [InlineData("""{"content":true}""", "")]
    [InlineData("""{"content":{"text":"x"}}""", "")]
    [InlineData("""{"content":[]}""", "")]
    [InlineData("""{"content":[{"type":"thinking","thinking":"hm"},{"type":"text","text":"a"},{"type":"odd","text":"b"},"c",null]}""", "ab")]
    [InlineData("""{"content":"a","content":"b"}""", "b")]
    [InlineData("""{"content":"a\u0000b"}""", "a\0b")]
    [InlineData("""{"content":"x","reasoning_content":"thoughts","annotations":[{"type":"odd"}],"audio":7,"function_call":"f"}""", "x")]
    [InlineData("null", "")]
    [InlineData("\"text\"", "")]
    public void Read_Message_GivesItsTextAndNothingElse(string message, string text)
    {
        var response = Read($$"""{"choices":[{"message":{{message}},"finish_reason":"stop"}],"service_tier":7,"system_fingerprint":{},"extra":[1]}""");

        var answer = Assert.Single(response.Messages);
        Assert.Equal((text, ChatRole.Assistant, ChatFinishReason.Stop), (response.Text, answer.Role, response.FinishReason));
        Assert.Equal(text.Length == 0 ? 0 : 1, answer.Contents.Count);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("{}")]
    public void Read_ChoiceWithoutAMessage_IsAnEmptyAnswer(string choice)
    {
        var response = Read($$"""{"choices":[{{choice}}]}""");

        Assert.Equal(("", null), (response.Text, response.FinishReason));
    }

    [Fact]
    public void Read_SeveralChoices_TheFirstCounts() => Assert.Equal(
        ("a", ChatFinishReason.Stop),
        Read("""{"choices":[{"message":{"content":"a"},"finish_reason":"stop"},{"message":{"content":"b"},"finish_reason":"length"}]}""") is var response
            ? (response.Text, response.FinishReason!.Value) : default);

    [Theory]
    [InlineData("""{"content":"","refusal":""}""", null)]
    [InlineData("""{"content":"x","refusal":null}""", null)]
    [InlineData("""{"content":"x","refusal":"no"}""", "no")]
    [InlineData("""{"content":null,"refusal":"I cannot."}""", "I cannot.")]
    public void Read_Refusal_IsErrorContentWhereThereIsOne(string message, string? refusal)
    {
        var response = Read($$"""{"choices":[{"message":{{message}},"finish_reason":"stop"}]}""");

        var error = response.Messages[0].Contents.OfType<ErrorContent>().SingleOrDefault();
        Assert.Equal((refusal, refusal is null ? null : "Refusal"), (error?.Message, error?.ErrorCode));
    }

    [Theory]
    [InlineData("""{"id":"1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}}""", "1", 1)]
    [InlineData("""{"id":"1","type":"odd","function":{"name":"f","arguments":{"a":1}}}""", "1", 1)]
    [InlineData("""{"function":{"name":"f"}}""", "", 0)]
    [InlineData("""{"id":"1","function":{"name":"f","arguments":"{not json"}}""", "1", 0)]
    public void Read_ToolCalls_AreReadTolerantly(string call, string id, int arguments)
    {
        var response = Read($$"""{"choices":[{"message":{"content":null,"tool_calls":[{{call}},{"id":"2"},null,7]},"finish_reason":"tool_calls"}]}""");

        var read = Assert.IsType<FunctionCallContent>(Assert.Single(response.Messages[0].Contents));
        Assert.Equal((id, "f", arguments), (read.CallId, read.Name, read.Arguments?.Count ?? 0));
    }

    [Theory]
    [InlineData("""{"prompt_tokens":11,"completion_tokens":3,"total_tokens":14,"prompt_tokens_details":{"cached_tokens":5},"completion_tokens_details":{"reasoning_tokens":2}}""", 11, 3, 14, 5, 2)]
    [InlineData("""{"prompt_tokens":"5","completion_tokens":2.0,"total_tokens":null,"prompt_tokens_details":null,"completion_tokens_details":{"odd":"x"}}""", 5, 2, 7, null, null)]
    [InlineData("""{"prompt_tokens":5}""", 5, 0, 5, null, null)]
    [InlineData("""{"total_tokens":5}""", 0, 0, 5, null, null)]
    [InlineData("""{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}""", 0, 0, 0, null, null)]
    [InlineData("""{"prompt_tokens":5000000000,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":"3"}}""", int.MaxValue, 2, int.MaxValue, 3, null)]
    public void Read_Usage_IsAddedUp(string usage, int input, int output, int total, int? cached, int? reasoning)
    {
        var read = Read($$"""{"choices":[{"message":{{Message}},"finish_reason":"stop"}],"usage":{{usage}}}""").Usage!;

        Assert.Equal((input, output, total), (read.InputTokenCount, read.OutputTokenCount, read.TotalTokenCount));
        Assert.Equal((cached, reasoning), (read.CachedInputTokenCount, read.ReasoningTokenCount));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    public void Read_UsageWithoutCounts_IsNone(string usage) =>
        Assert.Null(Read($$"""{"choices":[{"message":{{Message}},"finish_reason":"stop"}],"usage":{{usage}}}""").Usage);

    [Theory]
    [InlineData("""{"id":"a","created":1795300000,"model":"m"}""", "a", 1795300000L, "m")]
    [InlineData("""{"id":7,"object":3,"created":1795300000.7,"model":null}""", "7", 1795300000L, null)]
    [InlineData("""{"id":null,"created":"2026-11-22T08:00:00Z","model":5}""", null, 1795334400L, "5")]
    [InlineData("""{"created":0}""", null, null, null)]
    [InlineData("""{"created":-5}""", null, null, null)]
    [InlineData("""{"created":1e18}""", null, null, null)]
    public void Read_IdTimeAndModel_AreReadTolerantly(string facts, string? id, long? created, string? model)
    {
        var response = Read($$"""{{facts[..^1]}},"choices":[{"message":{{Message}},"finish_reason":"stop"}]}""");

        Assert.Equal((id, created, model), (response.ResponseId, response.CreatedAt?.ToUnixTimeSeconds(), response.ModelId));
    }

    [Theory]
    [InlineData("""{"choices":[]}""")]
    [InlineData("""{"choices":null}""")]
    [InlineData("""{"choices":{"0":{}}}""")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    public void Read_NoChoices_IsRefused(string reply) => Assert.Throws<FormatException>(() => Read(reply));

    [Theory]
    [InlineData("")]
    [InlineData("  \n")]
    [InlineData("<html>busy</html>")]
    [InlineData("{\"choices\":[{\"message\":")]
    public void Read_NotJson_IsRefused(string reply) => Assert.ThrowsAny<JsonException>(() => Read(reply));

    private static ChatResponse Read(string reply) => ChatReply.Read(Encoding.UTF8.GetBytes(reply));
}
