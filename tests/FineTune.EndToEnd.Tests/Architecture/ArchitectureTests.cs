using System.Reflection;
using System.Xml.Linq;
using FineTune.Testing;

namespace FineTune.EndToEnd.Tests.Architecture;

/// <summary>Dependencies point one way (docs/architecture.md).</summary>
public sealed class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> _allowed = new(StringComparer.Ordinal)
    {
        ["FineTune.Core"] = [],
        ["FineTune.Datasets"] = ["FineTune.Core"],
        ["FineTune.Synthesis"] = ["FineTune.Core", "FineTune.Datasets"],
        ["FineTune.Training"] = ["FineTune.Core", "FineTune.Datasets"],
        ["FineTune.Storage"] = ["FineTune.Core"],
        ["FineTune.Durable"] = [],
        ["FineTune.Durable.Sqlite"] = ["FineTune.Durable"],
        ["FineTune.Providers"] = ["FineTune.Core", "FineTune.Datasets", "FineTune.Storage"],
        ["FineTune.LocalProvider"] = [],
        ["FineTune.Functions"] = ["FineTune.Core", "FineTune.Datasets", "FineTune.Synthesis", "FineTune.Training", "FineTune.Durable"],
        ["finetune"] =
        [
            "FineTune.Core", "FineTune.Datasets", "FineTune.Synthesis", "FineTune.Training", "FineTune.Storage", "FineTune.Durable",
            "FineTune.Durable.Sqlite", "FineTune.Functions", "FineTune.LocalProvider", "FineTune.Providers",
        ],
    };

    public static TheoryData<string> Assemblies => [.. _allowed.Keys];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Assembly_References_OnlyWhatTheArrowsAllow(string assembly)
    {
        var references = Assembly.Load(assembly).GetReferencedAssemblies().Select(name => name.Name!)
            .Where(name => name.StartsWith("FineTune", StringComparison.Ordinal));

        Assert.Empty(references.Except(_allowed[assembly]));
    }

    [Fact]
    public void Core_References_OnlyAbstractionPackages()
    {
        var references = Assembly.Load("FineTune.Core").GetReferencedAssemblies().Select(name => name.Name!)
            .Where(name => !name.StartsWith("System", StringComparison.Ordinal) && !name.EndsWith(".Abstractions", StringComparison.Ordinal));

        Assert.Empty(references);
    }

    [Fact]
    public void EveryProject_IsInTheSolution_ButTheAzureHost()
    {
        var root = RepositoryRoot.Path;
        var solution = File.ReadAllText(Path.Combine(root, "FineTuneFunctions.sln"));
        var projects = new[] { "src", "tests", "benchmarks" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*.csproj", SearchOption.AllDirectories))
            .Select(path => Path.GetFileName(path));

        Assert.All(projects, project => Assert.Equal(
            project != "FineTune.Functions.Azure.csproj", solution.Contains(project, StringComparison.Ordinal)));
    }

    [Fact]
    public void HostPackages_AreNamed_OnlyInTheSwitch()
    {
        var projects = Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "src"), "*.csproj", SearchOption.AllDirectories);

        Assert.All(projects, project => Assert.DoesNotContain(
            XDocument.Load(project).Descendants("PackageReference").Select(e => (string?)e.Attribute("Include") ?? ""),
            package => package.StartsWith("Microsoft.Azure.Functions", StringComparison.Ordinal) || package.StartsWith("Microsoft.DurableTask", StringComparison.Ordinal)));
    }

    [Fact]
    public void Orchestrators_AreShortFiles()
    {
        var files = Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "src", "FineTune.Functions"), "*Orchestrator.cs", SearchOption.AllDirectories);

        Assert.All(files, file => Assert.True(File.ReadLines(file).Count() <= 150, $"{Path.GetFileName(file)} is longer than 150 lines."));
    }
}
