using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FineTune.Core.Storage;
using FineTune.Testing;

namespace FineTune.Functions.Azure.Tests;

/// <summary>Files that no compiler holds together: host.json, the settings sample, the infrastructure, the deployed project.</summary>
public sealed partial class RepositoryFilesTests
{
    /// <summary>Settings of the sample that the infrastructure does not set, and why.</summary>
    private static readonly string[] NotInAzure =
    [
        "FUNCTIONS_WORKER_RUNTIME", // On Flex Consumption the runtime is part of the app's configuration.
    ];

    private static readonly JsonElement HostJson = JsonDocument.Parse(Read("host.json")).RootElement;

    private static readonly IEnumerable<string> Sources =
        Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "src", "FineTune.Functions"), "*.cs", SearchOption.AllDirectories);

    private static readonly string[] SampleSettings =
        [.. JsonDocument.Parse(Read("local.settings.sample.json")).RootElement.GetProperty("Values").EnumerateObject().Select(p => p.Name)];

    [Fact]
    public void HostJson_DurableTask_StandsUnderExtensions()
    {
        JsonElement durable = HostJson.GetProperty("extensions").GetProperty("durableTask");

        Assert.Equal("2.0", HostJson.GetProperty("version").GetString());
        Assert.Equal("%TASKHUB_NAME%", durable.GetProperty("hubName").GetString());
        Assert.Equal("CurrentOrOlder", durable.GetProperty("versionMatchStrategy").GetString());
        Assert.Equal("Reject", durable.GetProperty("versionFailureStrategy").GetString());
        Assert.True(Version.TryParse(durable.GetProperty("defaultVersion").GetString(), out _));
        Assert.False(durable.GetProperty("tracing").GetProperty("traceInputsAndOutputs").GetBoolean());
    }

    [Fact]
    public void HostJson_TimeoutsAndRoutes_AreWhatTheAppIsWrittenFor()
    {
        JsonElement extensions = HostJson.GetProperty("extensions");

        Assert.Equal("00:10:00", HostJson.GetProperty("functionTimeout").GetString());
        Assert.Equal(string.Empty, extensions.GetProperty("http").GetProperty("routePrefix").GetString());
        Assert.Equal(5, extensions.GetProperty("blobs").GetProperty("poisonBlobThreshold").GetInt32());
    }

    [Fact]
    public void Sample_EverySettingThatIsReferredTo_IsThere()
    {
        IEnumerable<string> referred = Sources.Select(File.ReadAllText).Append(Read("host.json"))
            .SelectMany(text => Reference().Matches(text)).Select(match => match.Groups["name"].Value);

        Assert.Empty(referred.Except(SampleSettings));
    }

    [Fact]
    public void Sample_EverySetting_IsSetByTheInfrastructure()
    {
        string bicep = Read("infra/app/functions.bicep");
        string[] endpointParts = ["Kind", "Url", "Key", "ResourceId"];

        IEnumerable<string> missing = SampleSettings.Except(NotInAzure).Where(name => name.Split("__") is ["Endpoints", _, var part]
            ? endpointParts.Contains(part) && !bicep.Contains($"'Endpoints__${{e.name}}__{part}'")
            : !Regex.IsMatch(bicep, $@"^  {name}(__\w+)?: ", RegexOptions.Multiline));

        Assert.Empty(missing);
        Assert.Contains("'Endpoints__${e.name}__${setting.key}'", bicep);
    }

    [Fact]
    public void Sample_Endpoints_ShowEverySettingThatIsRead()
    {
        IEnumerable<string> read = EndpointSetting().Matches(Read("src/FineTune.Providers/Endpoints/EndpointSettingsReader.cs"))
            .Select(match => match.Groups["name"].Value).Distinct();

        Assert.Contains("Kind", read);
        Assert.Empty(read.Except(SampleSettings.Select(name => name.Split("__")[^1])));
    }

    [Fact]
    public void Sample_HoldsNoSecret() => Assert.DoesNotMatch(@"AccountKey=|sk-[A-Za-z0-9]{8}|SharedAccessSignature", Read("local.settings.sample.json"));

    [Fact]
    public void Infrastructure_Containers_AreThoseOfTheApp()
    {
        string list = Regex.Match(Read("infra/main.bicep"), @"var containers = \[(?<items>[^\]]*)\]").Groups["items"].Value;

        Assert.Equal(BlobPaths.Containers, Regex.Matches(list, @"'(?<name>[^']+)'").Select(match => match.Groups["name"].Value));
    }

    [Fact]
    public void PostDeploy_FunctionName_IsTheOneWithTheBlobTrigger()
    {
        string name = Regex.Match(Read("infra/scripts/postdeploy.sh"), @"^function_name=(?<name>\w+)$", RegexOptions.Multiline).Groups["name"].Value;
        string source = Assert.Single(Sources.Select(File.ReadAllText), text => text.Contains("[BlobTrigger("));

        Assert.Contains($"[Function(nameof({name}))]", source);
        Assert.Contains("[BlobTrigger(\"datasets/", source);
    }

    [Fact]
    public void AzureYaml_Paths_Exist()
    {
        string yaml = Read("azure.yaml");

        Assert.True(Directory.Exists(Path.Combine(RepositoryRoot.Path, Value(yaml, "project"))));
        Assert.True(File.Exists(Path.Combine(RepositoryRoot.Path, Value(yaml, "run"))));
        Assert.True(File.Exists(Path.Combine(RepositoryRoot.Path, Value(yaml, "path"), Value(yaml, "module") + ".bicep")));
    }

    [Fact]
    public void Bicep_Version_IsTheCentralOne()
    {
        const string package = "Azure.Bicep.CommandLine.linux-x64";
        string central = XDocument.Parse(Read("Directory.Packages.props")).Descendants("PackageVersion")
            .Single(item => item.Attribute("Include")?.Value == package).Attribute("Version")!.Value;
        XDocument project = XDocument.Parse(Read("infra/bicep/bicep.csproj"));

        Assert.Equal(package, project.Descendants("BicepPackage").Single().Value);
        Assert.Equal(central, project.Descendants("BicepVersion").Single().Value);
    }

    private static string Value(string yaml, string key) =>
        Regex.Match(yaml, $@"^\s*{key}: (?<value>\S+)$", RegexOptions.Multiline).Groups["value"].Value;

    private static string Read(string path) => File.ReadAllText(Path.Combine(RepositoryRoot.Path, path));

    [GeneratedRegex(@"section(\[|, )""(?<name>\w+)""")]
    private static partial Regex EndpointSetting();

    [GeneratedRegex(@"""%(?<name>\w+)%""")]
    private static partial Regex Reference();
}
