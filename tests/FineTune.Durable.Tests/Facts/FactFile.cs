namespace FineTune.Durable.Tests.Facts;

/// <summary>The checked-in list of the real public surface.</summary>
public static class FactFile
{
    /// <summary>All types, by full name.</summary>
    public static IReadOnlyDictionary<string, FactType> Types { get; } =
        Parse(File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", "programming-model.txt")))
            .ToDictionary(type => type.FullName);

    public static IEnumerable<FactType> Parse(IEnumerable<string> lines)
    {
        List<string> block = [];
        foreach (string line in lines.Append(string.Empty).Where(line => !line.StartsWith('#')))
        {
            if (line.Length > 0)
            {
                block.Add(line);
            }
            else if (block.Count > 0)
            {
                yield return ParseBlock(block);
                block = [];
            }
        }
    }

    private static FactType ParseBlock(List<string> block)
    {
        int colon = block[0].IndexOf(':');
        string declaration = block[0][(colon + 2)..];
        (string kind, string name, string[] bases) = declaration.StartsWith("delegate ", StringComparison.Ordinal)
            ? ("delegate", declaration["delegate ".Length..], [])
            : ParseDeclaration(declaration);
        ILookup<bool, string> rest = block.Skip(1).Select(line => line.Trim())
            .ToLookup(line => line.StartsWith('[') && !line.StartsWith("[Obsolete]", StringComparison.Ordinal));
        return new(block[0][..colon], kind, name, bases, [.. rest[true]], [.. rest[false]]);
    }

    private static (string Kind, string Name, string[] Bases) ParseDeclaration(string declaration)
    {
        string[] halves = declaration.Split(" : ", 2);
        int generic = halves[0].IndexOf('<');
        int space = halves[0].LastIndexOf(' ', generic < 0 ? halves[0].Length - 1 : generic);
        return (halves[0][..space], halves[0][(space + 1)..], halves.Length == 2 ? SplitTopLevel(halves[1]) : []);
    }

    /// <summary>Splits at commas that stand outside angle brackets.</summary>
    private static string[] SplitTopLevel(string list)
    {
        int depth = 0;
        char[] marked = [.. list.Select(c =>
        {
            depth += c == '<' ? 1 : c == '>' ? -1 : 0;
            return c == ',' && depth == 0 ? '\n' : c;
        })];
        return [.. new string(marked).Split('\n').Select(part => part.Trim())];
    }
}
