using System.Xml.Linq;

namespace FineTune.Durable.Tests.Heads;

/// <summary>The sources and global usings of one head of the function app, as its project file puts them together.</summary>
public sealed record Head(string Name, IReadOnlyList<string> Files, IReadOnlyList<string> GlobalUsings)
{
    public static IReadOnlyList<string> ImplicitUsings { get; } =
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks",
    ];

    /// <summary>The repository this test was built from.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    public static string AppFolder { get; } = Path.Combine(Root, "src", "FineTune.Functions");

    public static string AzureFolder { get; } = Path.Combine(Root, "src", "FineTune.Functions.Azure");

    /// <summary>The sources that both heads share: everything of the app but its blob source.</summary>
    public static IReadOnlyList<string> SharedFiles { get; } =
        [.. SourcesOf(AppFolder).Where(file => file != Path.Combine(AppFolder, "BlobSource.cs"))];

    public static Head Local() => new(
        "FineTune.Functions",
        [.. SharedFiles, Path.Combine(AppFolder, "BlobSource.cs")],
        [.. UsingsFor("Local", AppFolder)]);

    public static Head Azure(bool scans = false) => new(
        "FineTune.Functions.Azure",
        [
            .. SharedFiles,
            .. SourcesOf(AzureFolder).Where(file => Path.GetFileName(file) != "BlobSource.cs"),
            Path.Combine(scans ? AppFolder : AzureFolder, "BlobSource.cs"),
        ],
        [.. UsingsFor("Azure", AzureFolder)]);

    public static IEnumerable<string> SourcesOf(string folder) =>
        from file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        let relative = Path.GetRelativePath(folder, file).Replace('\\', '/')
        where !relative.StartsWith("bin/", StringComparison.Ordinal) && !relative.StartsWith("obj/", StringComparison.Ordinal)
        orderby relative
        select file;

    private static IEnumerable<string> UsingsFor(string host, string folder)
    {
        XDocument props = XDocument.Load(Path.Combine(Root, "build", "DurableHost.props"));
        XDocument project = XDocument.Load(Directory.GetFiles(folder, "*.csproj").Single());
        IEnumerable<XElement> items = props.Descendants("ItemGroup")
            .Where(group => group.Attribute("Condition")?.Value == $"'$(DurableHost)' == '{host}'")
            .Concat(project.Descendants("ItemGroup"))
            .Elements("Using");
        return ImplicitUsings.Concat(items.Select(item =>
            item.Attribute("Alias") is { } alias ? $"{alias.Value} = global::{item.Attribute("Include")!.Value}" : item.Attribute("Include")!.Value));
    }

    private static string FindRoot(string folder)
    {
        while (!File.Exists(Path.Combine(folder, "FineTuneFunctions.sln")))
        {
            folder = Path.GetDirectoryName(folder)
                ?? throw new InvalidOperationException($"No FineTuneFunctions.sln above {AppContext.BaseDirectory}: run the tests from a clone.");
        }

        return folder;
    }
}
