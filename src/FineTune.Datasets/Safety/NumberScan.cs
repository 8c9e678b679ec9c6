namespace FineTune.Datasets.Safety;

/// <summary>Phone numbers and payment card numbers among the runs of digits of a text.</summary>
internal static class NumberScan
{
    private const int MaxRun = 40;
    private const int Context = 24;

    private static readonly string[] PhoneWords = ["phone", "tel", "mobile", "cell", "fax", "call", "whatsapp", "handy", "telefon", "mobil", "móvil"];

    /// <summary>The number of phone numbers.</summary>
    public static int Count(string text, out int cards, List<FoundText>? found = null)
    {
        cards = 0;
        var phones = 0;
        for (var start = 0; start < text.Length;)
        {
            // A run starts at a digit, or one before it.
            var digit = text.AsSpan(start).IndexOfAnyInRange('0', '9');
            if (digit < 0)
            {
                break;
            }

            start += Math.Max(digit - 1, 0);
            if (!Starts(text, start))
            {
                start++;
                continue;
            }

            var end = End(text, start);
            var run = text.AsSpan(start, end - start).TrimEnd(" -.()/");
            if (end >= text.Length || !char.IsLetterOrDigit(text[end]))
            {
                var isCard = IsCard(run);
                var isPhone = !isCard && IsPhone(text, start, run);
                cards += isCard ? 1 : 0;
                phones += isPhone ? 1 : 0;
                if (isCard || isPhone)
                {
                    found?.Add(new FoundText(isCard ? FoundKind.Card : FoundKind.Phone, start, run.Length));
                }
            }

            start = Math.Max(end, start + 1);
            while (start < text.Length && char.IsAsciiDigit(text[start]))
            {
                start++;
            }
        }

        return phones;
    }

    private static bool Starts(string text, int at)
    {
        var c = text[at];
        var digit = char.IsAsciiDigit(c) || (c is '+' or '(' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]));
        return digit && (at == 0 || !(char.IsLetterOrDigit(text[at - 1]) || text[at - 1] is '_' or '.' or ',' or '-' or '$' or '€' or '/' or '='));
    }

    /// <summary>The end of a run of digits with single separators, or two (') ' and '(0)').</summary>
    private static int End(string text, int start)
    {
        var end = start + 1;
        for (var at = end; at < text.Length && at - start < MaxRun && at - end < 4; at++)
        {
            if (char.IsAsciiDigit(text[at]))
            {
                end = at + 1;
            }
            else if (text[at] is not (' ' or '-' or '.' or '(' or ')' or '/'))
            {
                break;
            }
        }

        return end;
    }

    /// <summary>Digits in groups, of a length that the network of their first digits has, with Luhn's check digit.</summary>
    private static bool IsCard(ReadOnlySpan<char> run)
    {
        Span<int> digits = stackalloc int[MaxRun];
        var count = 0;
        foreach (var c in run)
        {
            if (char.IsAsciiDigit(c))
            {
                digits[count++] = c - '0';
            }
            else if (c is not (' ' or '-'))
            {
                return false;
            }
        }

        return count >= 13 && HasNetworksLength(digits[0], digits[1], count) && PassesLuhn(digits[..count]);
    }

    private static bool HasNetworksLength(int first, int second, int count) => (first, second) switch
    {
        (4, _) => count is 13 or 16 or 19,
        (5, >= 1 and <= 5) or (2, >= 2 and <= 7) or (3, 5) => count == 16,
        (3, 4 or 7) => count == 15,
        (3, 0 or 6 or 8 or 9) => count == 14,
        (6, _) => count is >= 16 and <= 19,
        _ => false,
    };

    private static bool PassesLuhn(ReadOnlySpan<int> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var value = digits[^(i + 1)] * (i % 2 == 0 ? 1 : 2);
            sum += value > 9 ? value - 9 : value;
        }

        return sum % 10 == 0;
    }

    /// <summary>International with a plus sign, North American in groups, or any grouping that a word such as 'phone' announces.</summary>
    private static bool IsPhone(string text, int start, ReadOnlySpan<char> run)
    {
        var digits = 0;
        foreach (var c in run)
        {
            digits += char.IsAsciiDigit(c) ? 1 : 0;
        }

        if (digits is < 7 or > 15)
        {
            return false;
        }

        if (run[0] == '+')
        {
            return digits >= 8;
        }

        return IsNorthAmerican(run, digits) || (!IsThousands(run) && (run[0] is '0' or '(' || digits is 7 or 10 or 11) && IsAnnounced(text, start));
    }

    /// <summary>Like 7.216.040: a number, not a phone's.</summary>
    private static bool IsThousands(ReadOnlySpan<char> run)
    {
        var separator = run.IndexOf('.');
        if (separator is < 1 or > 3)
        {
            return false;
        }

        for (var rest = run[separator..]; !rest.IsEmpty; rest = rest[4..])
        {
            if (rest.Length < 4 || rest[0] != '.' || rest[1..4].ContainsAnyExceptInRange('0', '9'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>(212) 555-7890, 212-555-7890, 212.555.7890, with or without a leading 1; not the fictitious 555-01xx.</summary>
    private static bool IsNorthAmerican(ReadOnlySpan<char> run, int digits)
    {
        if (digits == 11 && run[0] == '1' && !char.IsAsciiDigit(run[1]))
        {
            run = run[2..];
            digits--;
        }

        Span<int> groups = stackalloc int[4];
        var group = -1;
        var inGroup = false;
        foreach (var c in run)
        {
            if (!char.IsAsciiDigit(c))
            {
                inGroup = false;
                continue;
            }

            group += inGroup ? 0 : 1;
            inGroup = true;
            if (group > 2)
            {
                return false;
            }

            groups[group]++;
        }

        return digits == 10 && groups is [3, 3, 4, ..] && !run.Contains("555-01", StringComparison.Ordinal) && !run.Contains("555 01", StringComparison.Ordinal) && !run.Contains("555.01", StringComparison.Ordinal);
    }

    private static bool IsAnnounced(string text, int start)
    {
        var before = text.AsSpan(Math.Max(0, start - Context), Math.Min(start, Context));
        foreach (var word in PhoneWords)
        {
            // A word, or its start or end: a telephone and a smartphone announce, a hotel does not.
            for (var at = before.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = Next(before, word, at))
            {
                if (at == 0 || !char.IsLetter(before[at - 1]) || word == "phone")
                {
                    return true;
                }
            }
        }

        return false;

        static int Next(ReadOnlySpan<char> text, string word, int at) =>
            text[(at + 1)..].IndexOf(word, StringComparison.OrdinalIgnoreCase) is var next and >= 0 ? at + 1 + next : -1;
    }
}
