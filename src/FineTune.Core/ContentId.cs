using System.Security.Cryptography;
using System.Text;

namespace FineTune.Core;

/// <summary>Names that follow from content: the first 16 hex digits (lower case) of a SHA-256.</summary>
public static class ContentId
{
    public const int Length = 16;

    public static string Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return Shorten(hash);
    }

    /// <summary>The id of several parts; parts are length-prefixed, so that ("a","bc") and ("ab","c") differ.</summary>
    public static string Of(params IEnumerable<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            hash.AppendData(BitConverter.GetBytes(bytes.LongLength));
            hash.AppendData(bytes);
        }

        return Shorten(hash.GetHashAndReset());
    }

    /// <summary>The id of a stream's bytes, read to its end.</summary>
    public static async Task<string> OfAsync(Stream stream, CancellationToken cancellationToken = default) =>
        Shorten(await SHA256.HashDataAsync(stream, cancellationToken));

    public static string Shorten(ReadOnlySpan<byte> sha256) => Convert.ToHexStringLower(sha256[..(Length / 2)]);

    public static bool IsValid(string? id) => id is { Length: Length } && id.All(char.IsAsciiHexDigitLower);
}
