using FineTune.Durable.Worker;

namespace FineTune.Durable.Tests.Model;

public sealed class AttributeTests
{
    [Fact]
    public void HttpTrigger_EachConstructor_SetsLevelAndMethods()
    {
        Assert.Equal((AuthorizationLevel.Function, null), Parts(new()));
        Assert.Equal((AuthorizationLevel.Function, "get,post"), Parts(new("get", "post")));
        Assert.Equal((AuthorizationLevel.Anonymous, null), Parts(new(AuthorizationLevel.Anonymous)));
        Assert.Equal((AuthorizationLevel.Admin, "put"), Parts(new(AuthorizationLevel.Admin, "put")));
    }

    [Fact]
    public void Triggers_Defaults_AreTheOnesOfTheRealHost()
    {
        Assert.Equal(BlobTriggerSource.LogsAndContainerScan, new BlobTriggerAttribute("c/{name}").Source);
        Assert.Null(new BlobTriggerAttribute("c/{name}").Connection);
        Assert.True(new TimerTriggerAttribute("%S%").UseMonitor);
        Assert.False(new TimerTriggerAttribute("%S%").RunOnStartup);
        Assert.Equal("F", new FunctionAttribute("F").Name);
    }

    private static (AuthorizationLevel Level, string? Methods) Parts(HttpTriggerAttribute attribute) =>
        (attribute.AuthLevel, attribute.Methods is { } methods ? string.Join(',', methods) : null);
}
