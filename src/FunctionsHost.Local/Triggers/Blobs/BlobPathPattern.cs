using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace FunctionsHost.Local.Triggers.Blobs;

/// <summary>
/// A blob trigger's path such as <c>datasets/{lineage}/{name}.jsonl</c>. Tokens match slashes too and the first is the greedy
/// one, as on the Functions host: <c>datasets/x/y/z.jsonl</c> gives lineage <c>x/y</c> and name <c>z</c>. Names compare with case.
/// </summary>
internal sealed class BlobPathPattern
{
    private readonly Regex _regex;

    private BlobPathPattern(string text, string container, string blob, IReadOnlyList<string> tokens)
    {
        Text = text;
        Container = container;
        Tokens = tokens;
        _regex = new Regex(blob, RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.NonBacktracking);
    }

    public string Text { get; }

    public string Container { get; }

    public IReadOnlyList<string> Tokens { get; }

    public bool TryMatch(string blobName, [NotNullWhen(true)] out IReadOnlyDictionary<string, string>? tokens)
    {
        tokens = null;
        var match = _regex.Match(blobName);
        if (!match.Success) return false;
        tokens = Tokens.Select((name, index) => (name, match.Groups[index + 1].Value))
            .ToDictionary(pair => pair.name, pair => pair.Value, StringComparer.OrdinalIgnoreCase);
        return true;
    }

    /// <summary>Null and the reason where the path is not valid.</summary>
    public static BlobPathPattern? Parse(string text, out string? problem)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var container = slash < 0 ? text : text[..slash];
        var blob = slash < 0 ? "{*}" : text[(slash + 1)..];
        problem = ContainerProblem(container);
        if (problem is not null) return null;
        if (slash < 0) return new BlobPathPattern(text, container, "^.+$", []);

        var tokens = new List<string>();
        var regex = new StringBuilder("^");
        problem = blob.Length == 0 ? "it does not name a blob after the container" : Append(blob, regex, tokens);
        return problem is null ? new BlobPathPattern(text, container, regex.Append('$').ToString(), tokens) : null;
    }

    private static string? ContainerProblem(string container)
    {
        if (container.Contains('{', StringComparison.Ordinal)) return "the container must be a fixed name, without tokens";
        var valid = container.Length is >= 3 and <= 63 && container.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-')
            && container[0] != '-' && container[^1] != '-' && !container.Contains("--", StringComparison.Ordinal);
        return valid ? null : $"'{container}' is not a container name (3 to 63 lower-case letters, digits and single hyphens)";
    }

    private static string? Append(string blob, StringBuilder regex, List<string> tokens)
    {
        var afterToken = false;
        for (var i = 0; i < blob.Length; i++)
        {
            var c = blob[i];
            if (c is '{' or '}' && i + 1 < blob.Length && blob[i + 1] == c)
            {
                regex.Append(Regex.Escape(c.ToString()));
                i++;
                afterToken = false;
            }
            else if (c == '{')
            {
                var end = blob.IndexOf('}', i);
                if (end < 0) return $"the token that starts at character {i + 1} of '{blob}' has no closing brace";
                var name = blob[(i + 1)..end];
                if (!IsTokenName(name)) return $"'{{{name}}}' is not a token: a name of letters, digits and underscores is supported";
                if (tokens.Contains(name, StringComparer.OrdinalIgnoreCase)) return $"the token '{{{name}}}' occurs twice";
                if (afterToken) return $"the token '{{{name}}}' follows another one directly, so it is undecided where one ends; put "
                    + "a character between them";
                tokens.Add(name);
                regex.Append("(.+)");
                i = end;
                afterToken = true;
            }
            else if (c == '}')
            {
                return $"the closing brace at character {i + 1} of '{blob}' has no opening one (double it to mean the character)";
            }
            else
            {
                regex.Append(Regex.Escape(c.ToString()));
                afterToken = false;
            }
        }

        return null;
    }

    private static bool IsTokenName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
