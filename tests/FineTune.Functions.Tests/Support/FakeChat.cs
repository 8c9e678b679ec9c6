using Microsoft.Extensions.AI;

namespace FineTune.Functions.Tests.Support;

/// <summary>A chat model that answers by a function, and counts.</summary>
internal sealed class FakeChat(Func<string, Task<ChatResponse>> answer) : IChatClient
{
    private int _calls;

    public int Calls => _calls;

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _calls);
        return await answer(string.Join('\n', messages.Select(m => m.Text)) + $"\nseed {options?.Seed}");
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("The pipeline does not stream.");

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    public static ChatResponse Text(string text, long input = 100, long output = 50) => new(new ChatMessage(ChatRole.Assistant, text))
    {
        FinishReason = ChatFinishReason.Stop,
        Usage = new UsageDetails { InputTokenCount = input, OutputTokenCount = output },
    };

    public static Task<ChatResponse> Score(int score) => Task.FromResult(Text($$"""{"rationale":"as told","score":{{score}}}"""));
}
