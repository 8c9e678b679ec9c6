using DurableTask.Core.Settings;
using FunctionsHost.Local.HostJson;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace FunctionsHost.Local.Tests.HostJson;

public sealed class HostJsonReaderTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"host-{Guid.NewGuid():N}.json");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Read_FullFile_TakesItsValues()
    {
        var settings = Read("""
            {
              // comments and trailing commas are what people write
              "version": "2.0",
              "functionTimeout": "00:10:00",
              "telemetryMode": "OpenTelemetry",
              "extensions": {
                "durableTask": {
                  "hubName": "%TASKHUB_NAME%x", "defaultVersion": "1.0", "versionMatchStrategy": "strict",
                  "versionFailureStrategy": "Fail", "storeInputsInOrchestrationHistory": true,
                  "maxConcurrentActivityFunctions": 7, "maxConcurrentOrchestratorFunctions": "3",
                  "storageProvider": { "maxQueuePollingInterval": "00:00:02", "connectionName": "%TASKHUB_NAME%" },
                  "tracing": { "traceInputsAndOutputs": false },
                },
                "http": { "routePrefix": "" },
                "blobs": { "poisonBlobThreshold": 2, "maxDegreeOfParallelism": 4 },
                "queues": { "batchSize": 1 }
              },
              "logging": {
                "logLevel": { "default": "Warning", "Function.Ping": "debug" },
                "applicationInsights": { "samplingSettings": {} }
              }
            }
            """, ("TASKHUB_NAME", "hub"));

        Assert.Equal(TimeSpan.FromMinutes(10), settings.FunctionTimeout);
        Assert.Equal("hubx", settings.HubName);
        Assert.Equal("1.0", settings.DefaultVersion);
        Assert.Equal(VersioningSettings.VersionMatchStrategy.Strict, settings.VersionMatchStrategy);
        Assert.Equal(VersioningSettings.VersionFailureStrategy.Fail, settings.VersionFailureStrategy);
        Assert.True(settings.StoreInputsInHistory);
        Assert.Equal("00:00:02", settings.StorageProvider["maxQueuePollingInterval"]);
        Assert.Equal("hub", settings.StorageProvider["CONNECTIONNAME"]);
        Assert.Equal(7, settings.MaxConcurrentActivities);
        Assert.Equal(3, settings.MaxConcurrentOrchestrations);
        Assert.Equal("", settings.RoutePrefix);
        Assert.Equal(2, settings.PoisonBlobThreshold);
        Assert.Equal(4, settings.BlobParallelism);
        Assert.Equal(LogLevel.Warning, settings.LogLevels["default"]);
        Assert.Equal(LogLevel.Debug, settings.LogLevels["Function.Ping"]);
    }

    [Fact]
    public void Read_HostJsonOfThisRepository_IsTakenWhole()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "FineTuneFunctions.sln"))) folder = folder.Parent!;

        var settings = HostJsonReader.Read(Path.Combine(folder.FullName, "host.json"), Settings(("TASKHUB_NAME", "hub")));

        Assert.Equal("", settings.RoutePrefix);
        Assert.Equal(TimeSpan.FromMinutes(10), settings.FunctionTimeout);
        Assert.Equal("hub", settings.HubName);
        Assert.NotNull(settings.DefaultVersion);
    }

    [Fact]
    public void Read_NoFile_HasTheDefaultsOfTheHost()
    {
        var settings = HostJsonReader.Read(null, Settings());

        Assert.Equal("api", settings.RoutePrefix);
        Assert.Equal(5, settings.PoisonBlobThreshold);
        Assert.Null(settings.DefaultVersion);
    }

    [Theory]
    [InlineData("AzureFunctionsJobHost:extensions:durableTask:maxConcurrentActivityFunctions")]
    [InlineData("AzureFunctionsJobHost__extensions__durableTask__MaxConcurrentActivityFunctions")]
    public void Read_Override_WinsOverTheFile(string key)
    {
        var settings = Read("""{"version":"2.0","extensions":{"durableTask":{"maxConcurrentActivityFunctions":7}}}""", (key, "21"));

        Assert.Equal(21, settings.MaxConcurrentActivities);
    }

    [Fact]
    public void Read_OverrideOfAzureOnlyKey_IsIgnored()
    {
        var settings = Read("""{"version":"2.0"}""",
            ("AzureFunctionsJobHost__extensions__durableTask__storageProvider__type", "azureManaged"),
            ("AzureFunctionsJobHost__extensions__durableTask__tracing__version", "V2"));

        Assert.Equal(10, settings.MaxConcurrentActivities);
    }

    [Fact]
    public void Read_MinusOne_MeansNoTimeout() => Assert.Null(Read("""{"version":"2.0","functionTimeout":"-1"}""").FunctionTimeout);

    [Theory]
    [InlineData("""{"version":"2.0","logging":{"extensions":{"durableTask":{}}}}""", "$.logging.extensions", "belongs at $.extensions")]
    [InlineData("""{"version":"2.0","extensions":{"hubName":"x"}}""", "$.extensions.hubName",
        "belongs at $.extensions.durableTask.hubName")]
    [InlineData("""{"version":"2.0","extensions":{"durableTask":{"partitionCount":4}}}""", "$.extensions.durableTask.partitionCount",
        "belongs at $.extensions.durableTask.storageProvider.partitionCount")]
    [InlineData("""{"version":"2.0","extensions":{"durableTask":{"maxConcurentActivityFunctions":4}}}""",
        "$.extensions.durableTask.maxConcurentActivityFunctions", "spelling")]
    [InlineData("""{"version":"2.0","extensions":{"durableTask":{"maxConcurrentActivityFunctions":0}}}""",
        "$.extensions.durableTask.maxConcurrentActivityFunctions", "at least 1")]
    [InlineData("""{"version":"2.0","extensions":{"durableTask":{"hubName":"%NOT_THERE%"}}}""", "$.extensions.durableTask.hubName",
        "NOT_THERE")]
    [InlineData("""{"version":"2.0","extensions":{"durableTask":{"overridableExistingInstanceStates":"AnyState"}}}""",
        "$.extensions.durableTask.overridableExistingInstanceStates", "the local host supports NonRunningStates only.")]
    [InlineData("""{"version":"2.0","extensions":{"durableTask":{"versionMatchStrategy":"Newer"}}}""",
        "$.extensions.durableTask.versionMatchStrategy", "CurrentOrOlder")]
    [InlineData("""{"version":"2.0","extensions":{"durableTask":{"storeInputsInOrchestrationHistory":"maybe"}}}""",
        "$.extensions.durableTask.storeInputsInOrchestrationHistory", "true or false")]
    [InlineData("""{"version":"2.0","functionTimeout":"soon"}""", "$.functionTimeout", "00:10:00")]
    [InlineData("""{"version":"2.0","extensions":[]}""", "$.extensions", "object")]
    [InlineData("""{"version":"2.0","functionTimeout":{}}""", "$.functionTimeout", "single value")]
    [InlineData("""{"version":"2.0","logging":{"logLevel":{"default":"Loud"}}}""", "$.logging.logLevel.default", "Warning")]
    [InlineData("""{"version":"1.0"}""", "$.version", "2.0")]
    [InlineData("{\n\"version\":\n}", "line 3", "JSON")]
    [InlineData("[]", "object", "JSON")]
    [InlineData("""{"version":"2.0","version":"2.0"}""", "version", "JSON")]
    public void Read_WrongFile_NamesPathAndRemedy(string json, string where, string remedy)
    {
        var error = Assert.Throws<FunctionConfigurationException>(() => Read(json));

        Assert.Contains(_path, error.Message, StringComparison.Ordinal);
        Assert.Contains(where, error.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SeveralProblems_NamesThemAll()
    {
        var error = Assert.Throws<FunctionConfigurationException>(() => Read("""{"version":"2.0","hub":1,"functionTimeout":"x"}"""));

        Assert.Equal(2, error.Problems.Count);
    }

    [Fact]
    public void Read_UnknownOverride_NamesTheSetting()
    {
        var error = Assert.Throws<FunctionConfigurationException>(() =>
            HostJsonReader.Read(null, Settings(("AzureFunctionsJobHost__extensions__durableTask__hub", "x"))));

        Assert.Contains("AzureFunctionsJobHost__extensions__durableTask__hub", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MissingFile_SaysSo()
    {
        var error = Assert.Throws<FunctionConfigurationException>(() => HostJsonReader.Read(_path, Settings()));

        Assert.Contains("cannot be read", error.Message, StringComparison.Ordinal);
    }

    private HostSettings Read(string json, params (string Key, string Value)[] settings)
    {
        File.WriteAllText(_path, json);
        return HostJsonReader.Read(_path, Settings(settings));
    }

    private static IConfiguration Settings(params (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Build();
}
