using System.Text.Json;
using FineTune.Core.Examples;
using FineTune.Core.Models;
using Microsoft.ML.Tokenizers;

namespace FineTune.Providers.Tokens;

/// <summary>
/// Exact counts with the vocabularies in the packages: cl100k for the GPT-4 and GPT-3.5 families and the embeddings, o200k for all
/// others and for names that are not known (deployments). The overhead of messages is that of the published counting rules; that of tools is an estimate.
/// </summary>
public sealed class TokenCounter : ITokenCounter
{
    private const int PerMessage = 3;
    private const int PerName = 1;
    private const int ReplyPriming = 3;
    private static readonly Lazy<Vocabulary> Cl100k = new(() => new Vocabulary("cl100k_base"));
    private static readonly Lazy<Vocabulary> O200k = new(() => new Vocabulary("o200k_base"));

    public int Count(string model, string text) => text.Length == 0 ? 0 : For(model).Tokenizer.CountTokens(text);

    /// <summary>Reads the model's vocabulary, which takes some tenths of a second and is otherwise done by the first count.</summary>
    public static void Load(string model) => _ = For(model);

    public int Count(string model, ChatExample example)
    {
        var encoding = For(model);
        int Tokens(string? text) => string.IsNullOrEmpty(text) ? 0 : encoding.Tokenizer.CountTokens(text);

        var total = ReplyPriming;
        foreach (var turn in example.Messages)
        {
            total += PerMessage + encoding.OfRole(turn.Role) + Tokens(turn.Content) + Tokens(turn.Refusal) + Tokens(turn.ToolCallId);
            total += turn.Name is null ? 0 : PerName + Tokens(turn.Name);
            total += turn.ToolCalls is { ValueKind: JsonValueKind.Array } calls ? calls.EnumerateArray().Sum(c => PerMessage + Tokens(c.GetRawText())) : 0;
        }

        return total + (example.Tools is { ValueKind: JsonValueKind.Array } tools ? ToolTokens.Estimate(tools, IsOlder(model), Tokens) : 0);
    }

    public string Encoding(string model) => IsOlder(model) || IsEmbedding(model) ? "cl100k_base" : "o200k_base";

    private static Vocabulary For(string model) => IsOlder(model) || IsEmbedding(model) ? Cl100k.Value : O200k.Value;

    private static bool IsEmbedding(string model) => model.StartsWith("text-embedding", StringComparison.OrdinalIgnoreCase);

    private static bool IsOlder(string model)
    {
        var name = model.StartsWith("ft:", StringComparison.OrdinalIgnoreCase) ? model[3..] : model;
        return name.StartsWith("gpt-3.5", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("gpt-35", StringComparison.OrdinalIgnoreCase)
            || (name.StartsWith("gpt-4", StringComparison.OrdinalIgnoreCase) && (name.Length == 5 || name[5] is '-' or ':'));
    }

    /// <summary>A vocabulary, and the tokens of the few words that every message has one of.</summary>
    private sealed class Vocabulary
    {
        private static readonly string[] Roles = ["system", "developer", "user", "assistant", "tool"];

        private readonly Dictionary<string, int> _roles;

        public Vocabulary(string name)
        {
            Tokenizer = TiktokenTokenizer.CreateForEncoding(name);
            _roles = Roles.ToDictionary(role => role, role => Tokenizer.CountTokens(role), StringComparer.Ordinal);
        }

        public Tokenizer Tokenizer { get; }

        public int OfRole(string role) => _roles.TryGetValue(role, out var tokens) ? tokens : Tokenizer.CountTokens(role);
    }
}
