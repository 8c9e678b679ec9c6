using FineTune.Core.Text;

namespace FineTune.Datasets.Deduplication;

/// <summary>The tokens of a text as 64-bit hashes: equal tokens have equal hashes, and others differ for all that matters.</summary>
internal static class TokenHashes
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    public static ulong[] Of(string text)
    {
        var tokens = RougeTokens.Of(text);
        var hashes = new ulong[tokens.Count];
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = Of(tokens[i].AsSpan());
        }

        return hashes;
    }

    /// <summary>Spreads a value over all 64 bits.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    private static ulong Of(ReadOnlySpan<char> token)
    {
        var hash = Offset;
        foreach (var c in token)
        {
            hash = (hash ^ c) * Prime;
        }

        return Mix(hash);
    }
}
