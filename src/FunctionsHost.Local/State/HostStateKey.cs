namespace FunctionsHost.Local.State;

/// <summary>What keys of <see cref="IHostStateStore"/> look like, for whoever implements one.</summary>
public static class HostStateKey
{
    /// <exception cref="ArgumentException">It is not a key.</exception>
    public static void Check(string key)
    {
        var isKey = key.Split('/').All(segment => segment.Length > 0 && segment[0] != '.' && segment.All(IsKeyCharacter));
        if (!isKey)
        {
            throw new ArgumentException(
                $"'{key}' cannot be the key of a document. Use lower-case letters, digits, '-', '.', '_' and '/'.", nameof(key));
        }
    }

    private static bool IsKeyCharacter(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.' or '_';
}
