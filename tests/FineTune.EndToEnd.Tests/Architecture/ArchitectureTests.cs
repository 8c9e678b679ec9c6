using System.Reflection;
using System.Xml.Linq;
using FineTune.Testing;

namespace FineTune.EndToEnd.Tests.Architecture;

/// <summary>Dependencies point one way (docs/architecture.md).</summary>
public sealed class ArchitectureTests
{
    private static readonly string[] _pipeline = ["FineTune.Core", "FineTune.Datasets", "FineTune.Synthesis", "FineTune.Training", "FineTune.Storage", "FineTune.Providers"];

    private static readonly Dictionary<string, string[]> _allowed = new(StringComparer.Ordinal)
    {
        ["FineTune.Core"] = [],
        ["FineTune.Datasets"] = ["FineTune.Core"],
        ["FineTune.Synthesis"] = ["FineTune.Core", "FineTune.Datasets"],
        ["FineTune.Training"] = ["FineTune.Core", "FineTune.Datasets"],
        ["FineTune.Storage"] = ["FineTune.Core"],
        ["FineTune.Providers"] = ["FineTune.Core", "FineTune.Datasets", "FineTune.Storage"],
        ["FineTune.LocalProvider"] = [],
        ["FineTune.Functions"] = _pipeline,
        ["DurableTask.Sqlite"] = [],
        ["FunctionsHost.Local"] = [],
        ["finetune"] = [.. _pipeline, "FineTune.Functions", "FineTune.LocalProvider", "DurableTask.Sqlite", "FunctionsHost.Local"],
    };

    public static TheoryData<string> Assemblies => [.. _allowed.Keys];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Assembly_References_OnlyWhatTheArrowsAllow(string assembly)
    {
        var references = Assembly.Load(assembly).GetReferencedAssemblies().Select(name => name.Name!)
            .Where(name => name.StartsWith("FineTune", StringComparison.Ordinal) || _allowed.ContainsKey(name));

        Assert.Empty(references.Except(_allowed[assembly]));
    }

    [Fact]
    public void Core_References_OnlyAbstractionPackages()
    {
        var references = Assembly.Load("FineTune.Core").GetReferencedAssemblies().Select(name => name.Name!)
            .Where(name => !name.StartsWith("System", StringComparison.Ordinal) && !name.EndsWith(".Abstractions", StringComparison.Ordinal));

        Assert.Empty(references);
    }

    /// <summary>The Functions host is one, the local host the other: neither may lean on the other's packages.</summary>
    [Theory]
    [InlineData("DurableTask.Sqlite", "DurableTask.Core", "Microsoft.Data.Sqlite", "Microsoft.Extensions.Logging.Abstractions")]
    public void Package_References_OnlyWhatItsReadersExpect(string assembly, params string[] packages)
    {
        var references = Assembly.Load(assembly).GetReferencedAssemblies().Select(name => name.Name!)
            .Where(name => !name.StartsWith("System", StringComparison.Ordinal) && !name.StartsWith("SQLitePCLRaw", StringComparison.Ordinal) && name != "Newtonsoft.Json");

        Assert.Empty(references.Except(packages));
    }

    [Fact]
    public void EveryProject_IsInTheSolution()
    {
        var root = RepositoryRoot.Path;
        var solution = File.ReadAllText(Path.Combine(root, "FineTuneFunctions.sln"));
        var projects = new[] { "src", "tests", "benchmarks" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*.csproj", SearchOption.AllDirectories))
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(path => Path.GetFileName(path));

        Assert.All(projects, project => Assert.Contains(project, solution, StringComparison.Ordinal));
    }

    [Fact]
    public void Project_OfTheDeployedApp_ReferencesNothingOfTheLocalHost()
    {
        var project = XDocument.Load(Path.Combine(RepositoryRoot.Path, "src", "FineTune.Functions.Azure", "FineTune.Functions.Azure.csproj"));

        Assert.Equal(
            ["../FineTune.Functions/FineTune.Functions.csproj", "../FineTune.Providers/FineTune.Providers.csproj"],
            project.Descendants("ProjectReference").Select(reference => (string?)reference.Attribute("Include")));
    }

    [Fact]
    public void Orchestrators_AreShortFiles()
    {
        var files = Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "src", "FineTune.Functions"), "*Orchestrator.cs", SearchOption.AllDirectories);

        Assert.All(files, file => Assert.True(File.ReadLines(file).Count() <= 150, $"{Path.GetFileName(file)} is longer than 150 lines."));
    }
}
