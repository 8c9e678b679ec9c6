using FineTune.Durable.Client;
using FineTune.Durable.Converters;

namespace FineTune.Durable.Tests.Model;

public sealed class MetadataTests
{
    public static TheoryData<OrchestrationRuntimeStatus, bool, bool> Statuses => new()
    {
        { OrchestrationRuntimeStatus.Pending, false, false },
        { OrchestrationRuntimeStatus.Running, true, false },
        { OrchestrationRuntimeStatus.Suspended, false, false },
        { OrchestrationRuntimeStatus.Completed, false, true },
        { OrchestrationRuntimeStatus.Failed, false, true },
        { OrchestrationRuntimeStatus.Terminated, false, true },
    };

    [Theory]
    [MemberData(nameof(Statuses))]
    public void IsRunningAndIsCompleted_EachStatus_AreAsOnTheRealHost(OrchestrationRuntimeStatus status, bool running, bool completed)
    {
        OrchestrationMetadata metadata = new("N", "id") { RuntimeStatus = status };

        Assert.Equal((running, completed), (metadata.IsRunning, metadata.IsCompleted));
    }

    [Fact]
    public void ReadAs_WithConverter_ReadsEachPayload()
    {
        OrchestrationMetadata metadata = new("N", "id")
        {
            DataConverter = JsonDataConverter.Default,
            SerializedInput = "1",
            SerializedOutput = "\"two\"",
            SerializedCustomStatus = "null",
        };

        Assert.Equal(1, metadata.ReadInputAs<int>());
        Assert.Equal("two", metadata.ReadOutputAs<string>());
        Assert.Null(metadata.ReadCustomStatusAs<string>());
    }

    [Fact]
    public void ReadAs_WithoutInputsAndOutputs_SaysHowToGetThem()
    {
        InvalidOperationException e = Assert.Throws<InvalidOperationException>(() => new OrchestrationMetadata("N", "id").ReadOutputAs<int>());

        Assert.Contains("ReadOutputAs", e.Message);
        Assert.Contains("getInputsAndOutputs: true", e.Message);
    }

    [Fact]
    public void ToString_LongPayloads_AreShortened()
    {
        string text = new OrchestrationMetadata("N", "id")
        {
            SerializedInput = new string('x', 51),
            FailureDetails = new("T", "m", null, null, null),
        }.ToString();

        Assert.Contains($"Input: '{new string('x', 50)}...'", text);
        Assert.Contains("FailureDetails: 'T - m'", text);
        Assert.DoesNotContain("Output", text);
    }
}
