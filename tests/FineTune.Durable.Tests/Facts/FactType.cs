namespace FineTune.Durable.Tests.Facts;

/// <summary>One type of the public surface: the parts of its first line, its attributes, and one line per member.</summary>
public sealed record FactType(
    string Namespace,
    string Kind,
    string Name,
    IReadOnlyList<string> Bases,
    IReadOnlyList<string> Attributes,
    IReadOnlyList<string> Members)
{
    private const string Obsolete = "[Obsolete] ";

    /// <summary>Namespace and name; generic parameters are part of the name.</summary>
    public string FullName => $"{Namespace}.{Name}";

    /// <summary>The name without generic parameters, or the whole signature's name of a delegate.</summary>
    public string SimpleName => Name.Split('<')[0];

    /// <summary>The members without their accessibility where that makes no difference: constructors of abstract classes.</summary>
    public IReadOnlySet<string> ComparableMembers => Members
        .Select(member => Kind == "abstract class" && member.StartsWith("protected .ctor", StringComparison.Ordinal)
            ? member["protected ".Length..]
            : member)
        .ToHashSet();

    /// <summary>Whether a member line is a method, constructor or operator.</summary>
    public static bool IsMethod(string member) => !member.Contains(" { ") && member.Contains('(');

    /// <summary>The name of a member line, without generic parameters.</summary>
    public static string NameOf(string member)
    {
        string text = member.StartsWith(Obsolete, StringComparison.Ordinal) ? member[Obsolete.Length..] : member;
        int end = IsMethod(text) ? text.IndexOf('(') : text.IndexOf(" {", StringComparison.Ordinal);
        if (end < 0)
        {
            end = text.IndexOf(" =", StringComparison.Ordinal) is var equals && equals < 0 ? text.Length : equals;
        }

        string head = text[..end];
        if (IsMethod(text) && head.EndsWith('>'))
        {
            head = head[..head.LastIndexOf('<')];
        }

        return head[(head.LastIndexOf(' ') + 1)..];
    }
}
