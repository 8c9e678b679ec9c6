using FineTune.Core.Examples;

namespace FineTune.Core.Models;

/// <summary>Exact token counts, offline.</summary>
public interface ITokenCounter
{
    /// <summary>Tokens of a text in the model's encoding.</summary>
    int Count(string model, string text);

    /// <summary>Tokens of one training example, message overhead and tools included.</summary>
    int Count(string model, ChatExample example);

    /// <summary>Name of the model's encoding: models of one encoding have the same counts. A counter with one for all need not name it.</summary>
    string Encoding(string model) => "";
}
