using System.Reflection;
using System.Text.RegularExpressions;
using FineTune.Testing;

namespace FineTune.EndToEnd.Tests.Architecture;

/// <summary>Folders of a project depend on each other one way only, and namespaces follow them.</summary>
public sealed partial class FolderTests
{
    public static TheoryData<string, string> Projects => new()
    {
        { "FineTune.Core", "FineTune.Core" },
        { "FineTune.Datasets", "FineTune.Datasets" },
        { "FineTune.Synthesis", "FineTune.Synthesis" },
        { "FineTune.Training", "FineTune.Training" },
        { "FineTune.Storage", "FineTune.Storage" },
        { "FineTune.Providers", "FineTune.Providers" },
        { "FineTune.Functions", "FineTune.Functions" },
        { "FineTune.LocalProvider", "FineTune.LocalProvider" },
        { "FineTune.Cli", "finetune" },
    };

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_OfAProject_FormNoCycle(string project, string assembly)
    {
        var cycle = FolderGraph.Of(Assembly.Load(assembly), project, Folder(project)).Cycle();

        Assert.True(cycle is null, cycle);
    }

    [Fact]
    public void Cycle_FoldersThatNeedEachOther_IsFound()
    {
        const string Example = "FineTune.EndToEnd.Tests.Architecture.Example";
        var folder = RepositoryFiles.Path("tests/FineTune.EndToEnd.Tests/Architecture/Example");

        var cycle = FolderGraph.Of(typeof(FolderTests).Assembly, Example, folder).Cycle();

        Assert.Contains($"{Example}.Left -> {Example}.Right: ", cycle, StringComparison.Ordinal);
        Assert.Contains("LeftSide -> RightSide", cycle, StringComparison.Ordinal);
        Assert.Contains($"{Example}.Right -> {Example}.Left: RightSide.cs uses {Example}.Left", cycle, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Namespaces_FollowFolders(string project, string assembly)
    {
        Assert.NotEmpty(assembly);
        var files = Directory.EnumerateFiles(Folder(project), "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Folder(project), file).Replace('\\', '/'))
            .Where(file => !file.StartsWith("bin/", StringComparison.Ordinal) && !file.StartsWith("obj/", StringComparison.Ordinal));

        Assert.All(files, file => Assert.Equal(
            string.Join('.', [project, .. file.Split('/')[..^1]]),
            Declaration().Match(File.ReadAllText(Path.Combine(Folder(project), file))) is { Success: true } match ? match.Groups[1].Value : project));
    }

    private static string Folder(string project) => RepositoryFiles.Path("src/" + project);

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
