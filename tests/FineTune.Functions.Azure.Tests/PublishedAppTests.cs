using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using FineTune.Functions.Triggers;
using FineTune.Testing;
using Microsoft.Azure.Functions.Worker;

namespace FineTune.Functions.Azure.Tests;

/// <summary>What the Functions host finds in the published folder.</summary>
public sealed class PublishedAppTests(PublishedApp app) : IClassFixture<PublishedApp>
{
    /// <summary>Parts of the local host, which have no business on Azure.</summary>
    private static readonly string[] LocalOnly =
    [
        "finetune", "FineTune.LocalProvider", "FunctionsHost.Local", "DurableTask.Sqlite", "DurableTask.AzureStorage", "Microsoft.Data.Sqlite", "SQLitePCLRaw.core",
        "Spectre.Console", "System.CommandLine",
    ];

    [Fact]
    public void Metadata_Functions_AreThoseOfTheApp()
    {
        var declared = Methods().Select(method => method.GetCustomAttribute<FunctionAttribute>()!.Name).Order(StringComparer.Ordinal);

        Assert.Equal(declared, Metadata().Select(function => (string?)function["name"]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Metadata_EntryPointsAndTriggers_AreThoseOfTheMethods() => Assert.All(Methods(), method =>
    {
        var function = Function(method.GetCustomAttribute<FunctionAttribute>()!.Name);

        Assert.Equal($"{method.DeclaringType!.FullName}.{method.Name}", (string?)function["entryPoint"]);
        Assert.Equal("FineTune.Functions.dll", (string?)function["scriptFile"]);
        Assert.Equal(Triggers(method), Bindings(function).Where(type => type.EndsWith("Trigger", StringComparison.Ordinal)));
        Assert.Equal(method.GetParameters().Any(parameter => parameter.IsDefined(typeof(DurableClientAttribute))), Bindings(function).Contains("durableClient"));
    });

    [Fact]
    public void Metadata_HttpFunctions_HaveTheirRoutesMethodsAndLevels() => Assert.All(
        Methods().Select(method => (Name: method.GetCustomAttribute<FunctionAttribute>()!.Name, Trigger: Attribute<HttpTriggerAttribute>(method))).Where(item => item.Trigger is not null),
        item =>
        {
            var binding = Binding(Function(item.Name), "httpTrigger");
            Assert.Equal(item.Trigger!.Route, (string?)binding["route"]);
            Assert.Equal(item.Trigger.Methods, binding["methods"]!.AsArray().Select(method => (string?)method));
            Assert.Equal(item.Trigger.AuthLevel.ToString(), (string?)binding["authLevel"]);
        });

    [Fact]
    public void Metadata_DropTrigger_WatchesTheDropsByEventGrid()
    {
        var binding = Binding(Function(nameof(DropTrigger)), "blobTrigger");

        Assert.Equal("datasets/{lineage}/{name}", (string?)binding["path"]);
        Assert.Equal("EventGrid", (string?)binding["source"]);
        Assert.Equal("DataStorage", (string?)binding["connection"]);
    }

    [Fact]
    public void Metadata_NightlyTrigger_TakesItsScheduleFromTheSettings() =>
        Assert.Equal("%NightlySchedule%", (string?)Binding(Function(nameof(NightlyTrigger)), "timerTrigger")["schedule"]);

    [Fact]
    public void HostJson_IsTheOneOfTheRepository() =>
        Assert.Equal(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "host.json")), File.ReadAllText(Path.Combine(app.Path, "host.json")));

    [Fact]
    public void WorkerConfig_NamesTheProgram()
    {
        var description = Read("worker.config.json")["description"]!;

        Assert.Equal("dotnet-isolated", (string?)description["language"]);
        Assert.Equal("FineTune.Functions.Azure.dll", (string?)description["defaultWorkerPath"]);
        Assert.Equal("true", (string?)description["workerIndexing"]);
        Assert.True(File.Exists(Path.Combine(app.Path, "FineTune.Functions.Azure.dll")));
    }

    [Fact]
    public void Extensions_EachThatIsNamed_LiesBeside()
    {
        var extensions = Read("extensions.json")["extensions"]!.AsArray();

        Assert.Contains(extensions, extension => (string?)extension!["name"] == "DurableTask");
        Assert.Contains(extensions, extension => ((string?)extension!["name"])!.StartsWith("AzureStorageBlobs", StringComparison.Ordinal));
        Assert.All(extensions, extension =>
            Assert.True(File.Exists(Path.Combine(app.Path, (string)extension!["hintPath"]!)), $"{extension["hintPath"]} is missing."));
    }

    [Fact]
    public void Folder_HoldsNothingOfTheLocalHost()
    {
        var files = Directory.EnumerateFiles(app.Path).Select(Path.GetFileNameWithoutExtension).ToList();

        Assert.Contains("FineTune.Functions", files);
        Assert.DoesNotContain("local.settings", files);
        Assert.Empty(files.Intersect(LocalOnly));
    }

    [Fact]
    public async Task Program_WithoutAHost_SaysWhatStartsIt()
    {
        var (exitCode, output) = await PublishedApp.RunAsync(Path.Combine(app.Path, "FineTune.Functions.Azure.dll"));

        Assert.Equal(2, exitCode);
        Assert.Contains("Start it with 'func start'", output);
        Assert.DoesNotContain("   at ", output);
    }

    private static IEnumerable<MethodInfo> Methods() => typeof(DropTrigger).Assembly.GetTypes().SelectMany(type => type.GetMethods()).Where(method => method.IsDefined(typeof(FunctionAttribute)));

    private static T? Attribute<T>(MethodInfo method) where T : Attribute =>
        method.GetParameters().Select(parameter => parameter.GetCustomAttribute<T>()).FirstOrDefault(attribute => attribute is not null);

    /// <summary>The types of the triggers as the host spells them.</summary>
    private static IEnumerable<string> Triggers(MethodInfo method) =>
        from parameter in method.GetParameters()
        from attribute in parameter.GetCustomAttributes()
        let name = attribute.GetType().Name
        where name.EndsWith("TriggerAttribute", StringComparison.Ordinal)
        select JsonNamingPolicy.CamelCase.ConvertName(name[..^"Attribute".Length]);

    private JsonObject Function(string name) => Metadata().Single(function => (string?)function["name"] == name);

    private IEnumerable<JsonObject> Metadata() => JsonNode.Parse(File.ReadAllText(Path.Combine(app.Path, "functions.metadata")))!.AsArray().Select(node => node!.AsObject());

    private JsonNode Read(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(app.Path, file)))!;

    private static List<string> Bindings(JsonObject function) => [.. function["bindings"]!.AsArray().Select(binding => (string)binding!["type"]!)];

    private static JsonNode Binding(JsonObject function, string type) => function["bindings"]!.AsArray().Single(binding => (string?)binding!["type"] == type)!;
}
