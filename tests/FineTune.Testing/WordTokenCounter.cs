using FineTune.Core.Examples;
using FineTune.Core.Models;

namespace FineTune.Testing;

/// <summary>One token per word, three per message and three per example.</summary>
public sealed class WordTokenCounter : ITokenCounter
{
    public int Count(string model, string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    public int Count(string model, ChatExample example) =>
        3 + example.Messages.Sum(turn => 3 + Count(model, turn.Content ?? "") + Count(model, turn.ToolCalls?.GetRawText() ?? ""));
}
