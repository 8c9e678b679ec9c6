namespace FineTune.Datasets.Safety;

/// <summary>E-mail addresses, except those of domains that are reserved for examples.</summary>
internal static class EmailScan
{
    private const int MaxLocal = 64;
    private const int MaxDomain = 253;

    private static readonly string[] Examples = ["example.com", "example.org", "example.net", "example.edu"];
    private static readonly string[] ExampleEndings = [".example", ".test", ".invalid", ".localhost"];

    public static int Count(string text, List<FoundText>? found = null)
    {
        var count = 0;
        for (var at = text.IndexOf('@'); at >= 0; at = text.IndexOf('@', at + 1))
        {
            if (IsAddress(text, at, out var start, out var length))
            {
                count++;
                found?.Add(new FoundText(FoundKind.Email, start, length));
            }
        }

        return count;
    }

    private static bool IsAddress(string text, int at, out int start, out int length)
    {
        start = at;
        while (start > 0 && at - start < MaxLocal && IsLocal(text[start - 1]))
        {
            start--;
        }

        var end = at + 1;
        while (end < text.Length && end - at <= MaxDomain && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '.' or '-'))
        {
            end++;
        }

        var local = text.AsSpan(start, at - start).TrimStart("._-+");
        var domain = text.AsSpan(at + 1, end - at - 1).TrimEnd(".-");
        (start, length) = (at - local.Length, local.Length + 1 + domain.Length);
        var dot = domain.LastIndexOf('.');
        return local.Length > 0 && dot > 0 && domain.Length - dot > 2 && !domain[(dot + 1)..].ContainsAnyExcept(Letters) && !domain.Contains("..", StringComparison.Ordinal)
            && !IsExample(domain);
    }

    private static readonly System.Buffers.SearchValues<char> Letters = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static bool IsLocal(char c) => char.IsLetterOrDigit(c) || c is '.' or '_' or '%' or '+' or '-' or '\'';

    private static bool IsExample(ReadOnlySpan<char> domain)
    {
        foreach (var example in Examples)
        {
            if (domain.EndsWith(example, StringComparison.OrdinalIgnoreCase) && (domain.Length == example.Length || domain[^(example.Length + 1)] == '.'))
            {
                return true;
            }
        }

        foreach (var ending in ExampleEndings)
        {
            if (domain.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
