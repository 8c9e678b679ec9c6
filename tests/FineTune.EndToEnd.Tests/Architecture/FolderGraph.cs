using System.Reflection;
using System.Text.RegularExpressions;

namespace FineTune.EndToEnd.Tests.Architecture;

/// <summary>
/// Which folders of a project depend on which. A folder is a namespace. Edges come from the compiled types, and from the using directives, since constants and
/// <c>nameof</c> leave no trace in compiled code.
/// </summary>
internal sealed partial class FolderGraph
{
    private const int Examples = 3;
    private readonly SortedDictionary<string, SortedDictionary<string, SortedSet<string>>> _edges = new(StringComparer.Ordinal);

    /// <param name="project">The project's name, which is the root of its namespaces.</param>
    /// <param name="folder">Where its sources are.</param>
    public static FolderGraph Of(Assembly assembly, string project, string folder)
    {
        var graph = new FolderGraph();
        foreach (var type in assembly.GetTypes())
        {
            foreach (var other in TypeReferences.Of(type).Where(other => other.Assembly == assembly))
            {
                graph.Add(Outermost(type).Namespace, Outermost(other).Namespace, $"{Outermost(type).Name} -> {Outermost(other).Name}", project);
            }
        }

        var files = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !BuildOutput().IsMatch(Path.GetRelativePath(folder, file)))
            .Select(file => (Name: Path.GetFileName(file), Text: File.ReadAllText(file))).ToList();
        var folders = files.Select(file => Namespace().Match(file.Text).Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, text) in files)
        {
            foreach (var used in Using().Matches(text).Select(match => match.Groups[1].Value))
            {
                var target = folders.Contains(used) ? used : used[..Math.Max(0, used.LastIndexOf('.'))];
                graph.Add(Namespace().Match(text).Groups[1].Value, folders.Contains(target) ? target : null, $"{name} uses {used}", project);
            }
        }

        return graph;
    }

    /// <summary>The shortest way from a folder back to itself, with the types that make it; null where there is none.</summary>
    public string? Cycle() => _edges.Keys.Select(ShortestBack).OfType<List<string>>().MinBy(path => path.Count) is { } path
        ? string.Join(Environment.NewLine, path.Zip(path.Skip(1), (from, to) => $"{from} -> {to}: {string.Join(", ", _edges[from][to].Take(Examples))}"))
        : null;

    private void Add(string? from, string? to, string why, string project)
    {
        if (from is null || to is null || from == to || !IsOf(project, from) || !IsOf(project, to))
        {
            return;
        }

        if (!_edges.TryGetValue(from, out var targets))
        {
            _edges[from] = targets = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        }

        if (!targets.TryGetValue(to, out var reasons))
        {
            targets[to] = reasons = new SortedSet<string>(StringComparer.Ordinal);
        }

        reasons.Add(why);
    }

    private List<string>? ShortestBack(string start)
    {
        var ways = new Queue<List<string>>([[start]]);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (ways.TryDequeue(out var way))
        {
            foreach (var next in _edges.TryGetValue(way[^1], out var targets) ? targets.Keys : Enumerable.Empty<string>())
            {
                if (next == start)
                {
                    return [.. way, next];
                }

                if (seen.Add(next))
                {
                    ways.Enqueue([.. way, next]);
                }
            }
        }

        return null;
    }

    private static bool IsOf(string project, string name) => name == project || name.StartsWith(project + ".", StringComparison.Ordinal);

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    [GeneratedRegex(@"^(bin|obj)[\\/]")]
    private static partial Regex BuildOutput();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^using (?:static |\w+ = )?(FineTune[\w.]*);", RegexOptions.Multiline)]
    private static partial Regex Using();
}
