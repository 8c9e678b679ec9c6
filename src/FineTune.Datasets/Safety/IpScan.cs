using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace FineTune.Datasets.Safety;

/// <summary>Public IP addresses. Private, local and documentation addresses are ignored.</summary>
internal static class IpScan
{
    private const int MaxLength = 45;

    private static readonly SearchValues<char> Parts = SearchValues.Create("0123456789abcdefABCDEF.:");
    private static readonly SearchValues<char> Separators = SearchValues.Create(".:");

    public static int Count(string text, List<FoundText>? found = null) => MayHold(text) ? CountAll(text, found) : 0;

    /// <summary>Whether a digit stands on both sides of a point, or a hexadecimal digit or colon on both sides of a colon: no address goes without.</summary>
    private static bool MayHold(ReadOnlySpan<char> text)
    {
        for (var i = text.IndexOfAny(Separators); i >= 0 && i < text.Length;)
        {
            var (before, after) = (i > 0 ? text[i - 1] : ' ', i + 1 < text.Length ? text[i + 1] : ' ');
            if (text[i] == '.' ? char.IsAsciiDigit(before) && char.IsAsciiDigit(after) : IsGroup(before) && IsGroup(after))
            {
                return true;
            }

            var next = text[(i + 1)..].IndexOfAny(Separators);
            i = next < 0 ? text.Length : i + 1 + next;
        }

        return false;
    }

    private static bool IsGroup(char c) => char.IsAsciiHexDigit(c) || c == ':';

    private static int CountAll(string text, List<FoundText>? found)
    {
        var count = 0;
        var rest = text.AsSpan();
        var before = ' ';
        var position = 0;
        while (rest.IndexOfAny(Parts) is var start and >= 0)
        {
            before = start > 0 ? rest[start - 1] : before;
            rest = rest[start..];
            position += start;
            var length = rest.IndexOfAnyExcept(Parts);
            length = length < 0 ? rest.Length : length;
            var after = length < rest.Length ? rest[length] : ' ';
            var token = rest[..length].TrimEnd(".:");
            if (token.Length is >= 7 and <= MaxLength && token.ContainsAny(Separators) && !IsWordOrPath(before) && !char.IsLetterOrDigit(after) && IsPublic(token))
            {
                count++;
                found?.Add(new FoundText(FoundKind.Ip, position, token.Length));
            }

            before = rest[length - 1];
            rest = rest[length..];
            position += length;
        }

        return count;
    }

    private static bool IsWordOrPath(char c) => char.IsLetterOrDigit(c) || c is '_' or '-' or '.';

    private static bool IsPublic(ReadOnlySpan<char> token)
    {
        // One port may follow an address of four parts.
        var colon = token.IndexOf(':');
        var four = colon >= 0 && token[..colon].Count('.') == 3 ? token[..colon] : token;
        if (four.Count('.') == 3 && !four.Contains(':'))
        {
            return IPAddress.TryParse(four, out var address) && address.ToString().AsSpan().SequenceEqual(four) && IsPublic(address.GetAddressBytes());
        }

        return token.Count(':') >= 4 && IPAddress.TryParse(token, out var six) && six.AddressFamily == AddressFamily.InterNetworkV6 && IsPublicV6(six.GetAddressBytes());
    }

    private static bool IsPublic(byte[] b) => (b[0], b[1], b[2]) switch
    {
        (0 or 10 or 127 or >= 224, _, _) => false,
        (100, >= 64 and <= 127, _) or (169, 254, _) or (172, >= 16 and <= 31, _) or (192, 168, _) => false,
        (192, 0, 0 or 2) or (198, 18 or 19, _) or (198, 51, 100) or (203, 0, 113) => false,
        _ => b[0] > 9 || b[3] > 9 || b[1] > 99, // 1.2.3.4 and the like are versions and section numbers.
    };

    /// <summary>Global unicast (2000::/3) without the documentation ranges.</summary>
    private static bool IsPublicV6(byte[] b) =>
        (b[0] & 0xE0) == 0x20 && !(b[0] == 0x20 && b[1] == 0x01 && b[2] == 0x0D && b[3] == 0xB8) && !(b[0] == 0x3F && b[1] == 0xFF);
}
