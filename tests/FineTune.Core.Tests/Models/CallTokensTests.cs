using System.Text.Json;
using FineTune.Core.Models;
using Microsoft.Extensions.AI;

namespace FineTune.Core.Tests.Models;

public sealed class CallTokensTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("abc", 1)]
    [InlineData("abcd", 2)]
    [InlineData("日本語", 3)]
    [InlineData("abcдом", 4)]
    public void Estimate_Text_ThreeLettersOrOneOther(string text, long tokens) => Assert.Equal(tokens, CallTokens.Estimate(text));

    [Fact]
    public void Estimate_Call_CountsMessagesSchemaAndAnswer()
    {
        ChatMessage[] messages = [new(ChatRole.System, "abc"), new(ChatRole.User, "abcdef")];
        var schema = JsonDocument.Parse("""{"a":1}""").RootElement;

        Assert.Equal(11 + 1_000, CallTokens.Estimate(messages, null));
        Assert.Equal(11 + 50, CallTokens.Estimate(messages, new ChatOptions { MaxOutputTokens = 50 }));
        Assert.Equal(11 + 3 + 50, CallTokens.Estimate(messages, new ChatOptions { MaxOutputTokens = 50, ResponseFormat = ChatResponseFormat.ForJsonSchema(schema) }));
    }
}
