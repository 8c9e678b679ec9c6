using System.Buffers;

namespace FineTune.Datasets.Conversations;

/// <summary>Names that providers take.</summary>
internal static class NameFormat
{
    public const int MaxLength = 64;
    public const string ParticipantRule = "contains white space or one of < | \\ / >, or does not have 1 to 64 characters.";
    public const string FunctionRule = "contains characters other than letters, digits, _ and -, or does not have 1 to 64 characters.";

    private static readonly SearchValues<char> FunctionCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>The name of a speaker.</summary>
    public static bool IsParticipant(string name) =>
        name.Length is > 0 and <= MaxLength && !name.Any(c => char.IsWhiteSpace(c) || c is '<' or '|' or '\\' or '/' or '>');

    /// <summary>The name of a function.</summary>
    public static bool IsFunction(string name) => name.Length is > 0 and <= MaxLength && !name.AsSpan().ContainsAnyExcept(FunctionCharacters);
}
