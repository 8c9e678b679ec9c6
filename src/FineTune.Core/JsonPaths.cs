using System.Globalization;
using System.Text;

namespace FineTune.Core;

/// <summary>JSON paths for messages. Keys come from people's files: they are shortened, and control characters never pass.</summary>
public static class JsonPaths
{
    private const int MaxKey = 40;

    private static readonly string[] Messages = [.. Enumerable.Range(0, 64).Select(index => Item("$.messages", index))];

    public static string Key(string parent, string key) =>
        IsPlain(key) ? $"{parent}.{key}" : $"{parent}['{Clean(key)}']";

    public static string Item(string parent, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{parent}[{index}]");

    /// <summary>The path of a message. That of the first ones is made once: every message of every line is asked for its path.</summary>
    public static string Message(int index) => index < Messages.Length ? Messages[index] : Item("$.messages", index);

    public static string Clean(string key)
    {
        var text = new StringBuilder();
        foreach (var rune in key.EnumerateRunes().Take(MaxKey))
        {
            text.Append(Rune.IsControl(rune) || rune.Value is '\'' or 0x2028 or 0x2029 ? "?" : rune.ToString());
        }

        return key.Length > text.Length ? text.Append("...").ToString() : text.ToString();
    }

    private static bool IsPlain(string key) =>
        key.Length is > 0 and <= MaxKey && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}
