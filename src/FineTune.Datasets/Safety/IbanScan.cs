namespace FineTune.Datasets.Safety;

/// <summary>International bank account numbers: the country's length and the check digits must be right.</summary>
internal static class IbanScan
{
    private static readonly Dictionary<string, int> Lengths = new(StringComparer.Ordinal)
    {
        ["AD"] = 24,
        ["AE"] = 23,
        ["AL"] = 28,
        ["AT"] = 20,
        ["AZ"] = 28,
        ["BA"] = 20,
        ["BE"] = 16,
        ["BG"] = 22,
        ["BH"] = 22,
        ["BR"] = 29,
        ["CH"] = 21,
        ["CR"] = 22,
        ["CY"] = 28,
        ["CZ"] = 24,
        ["DE"] = 22,
        ["DK"] = 18,
        ["DO"] = 28,
        ["EE"] = 20,
        ["ES"] = 24,
        ["FI"] = 18,
        ["FO"] = 18,
        ["FR"] = 27,
        ["GB"] = 22,
        ["GE"] = 22,
        ["GI"] = 23,
        ["GL"] = 18,
        ["GR"] = 27,
        ["GT"] = 28,
        ["HR"] = 21,
        ["HU"] = 28,
        ["IE"] = 22,
        ["IL"] = 23,
        ["IS"] = 26,
        ["IT"] = 27,
        ["JO"] = 30,
        ["KW"] = 30,
        ["KZ"] = 20,
        ["LB"] = 28,
        ["LI"] = 21,
        ["LT"] = 20,
        ["LU"] = 20,
        ["LV"] = 21,
        ["MC"] = 27,
        ["MD"] = 24,
        ["ME"] = 22,
        ["MK"] = 19,
        ["MR"] = 27,
        ["MT"] = 31,
        ["MU"] = 30,
        ["NL"] = 18,
        ["NO"] = 15,
        ["PK"] = 24,
        ["PL"] = 28,
        ["PS"] = 29,
        ["PT"] = 25,
        ["QA"] = 29,
        ["RO"] = 24,
        ["RS"] = 22,
        ["SA"] = 24,
        ["SE"] = 24,
        ["SI"] = 19,
        ["SK"] = 24,
        ["SM"] = 27,
        ["TN"] = 24,
        ["TR"] = 26,
        ["UA"] = 29,
        ["XK"] = 20,
    };

    private static readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> ByCountry = Lengths.GetAlternateLookup<ReadOnlySpan<char>>();

    public static int Count(string text, List<FoundText>? found = null)
    {
        var count = 0;
        for (var i = 0; i + 15 <= text.Length; i++)
        {
            // Two digits follow the country: few places are worth a look.
            var digit = text.AsSpan(i + 2).IndexOfAnyInRange('0', '9');
            if (digit < 0)
            {
                break;
            }

            i += digit;
            if (i + 15 > text.Length)
            {
                break;
            }

            if (char.IsAsciiLetterUpper(text[i]) && char.IsAsciiLetterUpper(text[i + 1]) && char.IsAsciiDigit(text[i + 2]) && char.IsAsciiDigit(text[i + 3])
                && (i == 0 || !char.IsLetterOrDigit(text[i - 1])) && IsIban(text.AsSpan(i), out var taken))
            {
                count++;
                found?.Add(new FoundText(FoundKind.Iban, i, taken));
            }
        }

        return count;
    }

    private static bool IsIban(ReadOnlySpan<char> text, out int at)
    {
        at = 0;
        if (!ByCountry.TryGetValue(text[..2], out var length))
        {
            return false;
        }

        Span<char> account = stackalloc char[length];
        var taken = 0;
        for (; at < text.Length && taken < length; at++)
        {
            if (char.IsAsciiDigit(text[at]) || char.IsAsciiLetterUpper(text[at]))
            {
                account[taken++] = text[at];
            }
            else if (text[at] != ' ' || text[at - 1] == ' ')
            {
                return false;
            }
        }

        return taken == length && (at == text.Length || !char.IsLetterOrDigit(text[at])) && Remainder(account) == 1;
    }

    /// <summary>Modulo 97 of the number that the account makes, its first four characters put last and letters read as 10 to 35.</summary>
    private static int Remainder(ReadOnlySpan<char> account)
    {
        var remainder = 0;
        for (var i = 0; i < account.Length; i++)
        {
            var c = account[(i + 4) % account.Length];
            remainder = (char.IsAsciiDigit(c) ? (remainder * 10) + (c - '0') : (remainder * 100) + (c - 'A' + 10)) % 97;
        }

        return remainder;
    }
}
