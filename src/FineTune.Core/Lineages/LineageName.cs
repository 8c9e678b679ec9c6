using System.Text.RegularExpressions;

namespace FineTune.Core.Lineages;

/// <summary>What a lineage may be called.</summary>
public static partial class LineageName
{
    /// <summary>Lower-case letters, digits and inner hyphens; 1 to 40 characters.</summary>
    public static bool IsValid(string? name) => name is not null && Pattern().IsMatch(name);

    /// <exception cref="ArgumentException">It is not a lineage name.</exception>
    public static void Require(string lineage)
    {
        if (!IsValid(lineage))
        {
            throw new ArgumentException(Explain(lineage), nameof(lineage));
        }
    }

    /// <summary>One sentence that says what is wrong with a name and what is allowed.</summary>
    public static string Explain(string? name) =>
        $"'{(name is { Length: > 60 } ? string.Concat(name.AsSpan(0, 60), "...") : name)}' is not a lineage name. Use 1 to 40 lower-case letters, digits and inner hyphens, "
        + "and drop files directly in datasets/<lineage>/.";

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
