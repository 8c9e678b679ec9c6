using FineTune.Core.Examples;

namespace FineTune.Core.Models;

/// <summary>Counts nothing: for plans that depend on settings alone, and for rows whose tokens were counted when they were made.</summary>
public sealed class NoTokens : ITokenCounter
{
    public static ITokenCounter Counter { get; } = new NoTokens();

    public int Count(string model, string text) => 0;

    public int Count(string model, ChatExample example) => 0;
}
