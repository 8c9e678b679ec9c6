using System.Text.Json;
using FineTune.Core.Datasets;
using FineTune.Core.Models;
using Microsoft.ML.Tokenizers;

namespace FineTune.Providers.Models;

/// <summary>
/// Exact counts with the vocabularies in the packages: cl100k for the GPT-4 and GPT-3.5 families and the embeddings, o200k for all
/// others and for names that are not known (deployments). The overhead of messages is that of the published counting rules; that of tools is an estimate.
/// </summary>
public sealed class TokenCounter : ITokenCounter
{
    private const int PerMessage = 3;
    private const int PerName = 1;
    private const int ReplyPriming = 3;
    private static readonly Lazy<Tokenizer> Cl100k = new(() => TiktokenTokenizer.CreateForEncoding("cl100k_base"));
    private static readonly Lazy<Tokenizer> O200k = new(() => TiktokenTokenizer.CreateForEncoding("o200k_base"));

    public int Count(string model, string text) => text.Length == 0 ? 0 : For(model).CountTokens(text);

    public int Count(string model, ChatExample example)
    {
        var tokenizer = For(model);
        int Tokens(string? text) => string.IsNullOrEmpty(text) ? 0 : tokenizer.CountTokens(text);

        var total = ReplyPriming;
        foreach (var turn in example.Messages)
        {
            total += PerMessage + Tokens(turn.Role) + Tokens(turn.Content) + Tokens(turn.Refusal) + Tokens(turn.ToolCallId);
            total += turn.Name is null ? 0 : PerName + Tokens(turn.Name);
            total += turn.ToolCalls is { ValueKind: JsonValueKind.Array } calls ? calls.EnumerateArray().Sum(c => PerMessage + Tokens(c.GetRawText())) : 0;
        }

        return total + (example.Tools is { ValueKind: JsonValueKind.Array } tools ? ToolTokens.Estimate(tools, IsOlder(model), Tokens) : 0);
    }

    public string Encoding(string model) => IsOlder(model) || IsEmbedding(model) ? "cl100k_base" : "o200k_base";

    private static Tokenizer For(string model) => IsOlder(model) || IsEmbedding(model) ? Cl100k.Value : O200k.Value;

    private static bool IsEmbedding(string model) => model.StartsWith("text-embedding", StringComparison.OrdinalIgnoreCase);

    private static bool IsOlder(string model)
    {
        var name = model.StartsWith("ft:", StringComparison.OrdinalIgnoreCase) ? model[3..] : model;
        return name.StartsWith("gpt-3.5", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("gpt-35", StringComparison.OrdinalIgnoreCase)
            || (name.StartsWith("gpt-4", StringComparison.OrdinalIgnoreCase) && (name.Length == 5 || name[5] is '-' or ':'));
    }
}
