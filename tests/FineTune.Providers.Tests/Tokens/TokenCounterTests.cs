using System.Text.Json;
using FineTune.Core.Examples;
using FineTune.Providers.Tokens;

namespace FineTune.Providers.Tests.Tokens;

public sealed class TokenCounterTests
{
    private readonly TokenCounter _counter = new();

    [Theory]
    [InlineData("gpt-4o", "hello world", 2)]
    [InlineData("gpt-4.1-mini", "hello world", 2)]
    [InlineData("gpt-4", "hello world", 2)]
    [InlineData("my-deployment", "", 0)]
    public void Count_Text_GivesTokens(string model, string text, int expected) => Assert.Equal(expected, _counter.Count(model, text));

    [Theory]
    [InlineData("gpt-4", true)]
    [InlineData("gpt-4-0613", true)]
    [InlineData("gpt-3.5-turbo-0125", true)]
    [InlineData("gpt-35-turbo", true)]
    [InlineData("ft:gpt-3.5-turbo-0125:org::x", true)]
    [InlineData("text-embedding-3-small", true)]
    [InlineData("gpt-4o-mini", false)]
    [InlineData("gpt-4.1-2025-04-14.ft-01", false)]
    [InlineData("ft:gpt-4.1-mini:org::x", false)]
    [InlineData("anything", false)]
    public void Count_Text_UsesTheFamilysEncoding(string model, bool cl100k)
    {
        // Chinese text splits differently in the two vocabularies.
        const string Text = "人工智能将改变世界";
        var (older, newer) = (_counter.Count("gpt-4", Text), _counter.Count("gpt-4o", Text));

        Assert.NotEqual(older, newer);
        Assert.Equal(cl100k ? older : newer, _counter.Count(model, Text));
    }

    [Fact]
    public void Count_Example_AddsTheOverheadOfTheRules()
    {
        var example = new ChatExample([new("system", "hello world"), new("user", "hello world", Name: "hello"), new("assistant", "hello world")]);

        // 3 messages of 3 + role (1 each) + text (2 each), one name (1 + 1), 3 for the reply.
        Assert.Equal((3 * (3 + 1 + 2)) + 2 + 3, _counter.Count("gpt-4o", example));
    }

    [Theory]
    [InlineData("gpt-4o", 7)]
    [InlineData("gpt-4", 10)]
    public void Count_ExampleWithTools_AddsTheEstimate(string model, int perFunction)
    {
        var tools = JsonDocument.Parse("""
            [{"type":"function","function":{"name":"weather","description":"Tells it.","parameters":{"type":"object","properties":{
              "unit":{"type":"string","description":"Unit","enum":["C","F"]}}}}}]
            """).RootElement;
        var plain = new ChatExample([new("user", "hello world"), new("assistant", "hello world")]);
        int Tokens(string text) => _counter.Count(model, text);

        var expected = perFunction + Tokens("weather:Tells it") + 3 + 3 + Tokens("unit:string:Unit") - 3 + 3 + Tokens("C") + 3 + Tokens("F") + 12;

        Assert.Equal(expected, _counter.Count(model, plain with { Tools = tools }) - _counter.Count(model, plain));
    }
}
