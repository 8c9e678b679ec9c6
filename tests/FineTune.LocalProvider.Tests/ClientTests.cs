using System.ClientModel;
using OpenAI.Chat;
using OpenAI.Embeddings;

namespace FineTune.LocalProvider.Tests;

/// <summary>Chat and embeddings by the official clients.</summary>
public sealed class ClientTests
{
    private static readonly ChatMessage[] Question = [new SystemChatMessage("You answer for a shop."), new UserChatMessage("How do I return the lamp?")];

    [Theory]
    [InlineData(LocalProviderProfile.OpenAI, "v1/")]
    [InlineData(LocalProviderProfile.Azure, "openai/v1/")]
    public async Task OpenAIClient_ChatAndEmbeddings_Work(LocalProviderProfile profile, string root)
    {
        await using var provider = await OfficialClients.StartAsync(profile);
        var client = OfficialClients.OpenAI(provider, root: root);
        await CheckAsync(client.GetChatClient(ProviderFixture.Base), client.GetEmbeddingClient("text-embedding-3-small"));
    }

    [Fact]
    public async Task AzureClient_ChatAndEmbeddings_Work()
    {
        await using var provider = await OfficialClients.StartAsync(LocalProviderProfile.Azure);
        var client = OfficialClients.Azure(provider);
        await CheckAsync(client.GetChatClient(ProviderFixture.Base), client.GetEmbeddingClient("text-embedding-3-small"));
    }

    [Fact]
    public async Task OpenAIClient_JsonSchemaAndLogProbabilities_Work()
    {
        await using var provider = await ProviderFixture.StartAsync();
        var completion = (await OfficialClients.OpenAI(provider).GetChatClient("local-judge").CompleteChatAsync(
            [new UserChatMessage("[Instruction]\nName a colour.\n[End of instruction]\n[Response]\nRed is a colour.\n[End of response]")],
            new ChatCompletionOptions
            {
                IncludeLogProbabilities = true,
                TopLogProbabilityCount = 3,
                ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("verdict", BinaryData.FromString("""{"type":"object","properties":{"score":{"type":"integer","minimum":1,"maximum":10},"reason":{"type":"string"}},"required":["score","reason"],"additionalProperties":false}"""), jsonSchemaIsStrict: true),
            })).Value;
        Assert.InRange(System.Text.Json.Nodes.JsonNode.Parse(completion.Content[0].Text)!["score"]!.GetValue<int>(), 6, 10);
        Assert.Equal(completion.Content[0].Text, string.Concat(completion.ContentTokenLogProbabilities.Select(t => t.Token)));
        Assert.All(completion.ContentTokenLogProbabilities, t => Assert.Equal(3, t.TopLogProbabilities.Count));
    }

    [Fact]
    public async Task OpenAIClient_Streaming_IsRefusedInWords()
    {
        await using var provider = await ProviderFixture.StartAsync();
        var stream = OfficialClients.OpenAI(provider).GetChatClient(ProviderFixture.Base).CompleteChatStreamingAsync(Question);
        var refused = await Assert.ThrowsAsync<ClientResultException>(async () => await stream.FirstAsync());
        Assert.Equal(400, refused.Status);
        Assert.Contains("does not stream", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAIClient_WrongKeyAndModel_AreErrorsThatTheClientUnderstands()
    {
        await using var provider = await ProviderFixture.StartAsync();
        var (stranger, client) = (OfficialClients.OpenAI(provider, "wrong"), OfficialClients.OpenAI(provider));
        var wrongKey = await Assert.ThrowsAsync<ClientResultException>(() => stranger.GetChatClient(ProviderFixture.Base).CompleteChatAsync(Question));
        Assert.Equal(401, wrongKey.Status);
        var wrongModel = await Assert.ThrowsAsync<ClientResultException>(() => client.GetChatClient("gpt-9").CompleteChatAsync(Question));
        Assert.Equal(404, wrongModel.Status);
        Assert.Contains("model_not_found", wrongModel.Message, StringComparison.Ordinal);
    }

    private static async Task CheckAsync(ChatClient chat, EmbeddingClient embeddings)
    {
        ChatCompletion completion = await chat.CompleteChatAsync(Question);
        Assert.NotEmpty(completion.Content[0].Text);
        Assert.Equal(ChatFinishReason.Stop, completion.FinishReason);
        Assert.True(completion.Usage.InputTokenCount > 10);
        Assert.True(completion.Usage.OutputTokenCount > 5);
        OpenAIEmbeddingCollection vectors = await embeddings.GenerateEmbeddingsAsync(["a red lamp for the desk", "the red desk lamp", "quarterly tax returns"]);
        Assert.Equal(1536, vectors[0].ToFloats().Length);
        Assert.True(Cosine(vectors[0], vectors[1]) > 0.5);
        Assert.True(Cosine(vectors[0], vectors[2]) < 0.2);
    }

    private static double Cosine(OpenAIEmbedding a, OpenAIEmbedding b) => a.ToFloats().Span.ToArray().Zip(b.ToFloats().ToArray(), (x, y) => (double)x * y).Sum();
}
