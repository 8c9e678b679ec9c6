using FineTune.Durable.Client;

namespace FineTune.Durable.Tests.Model;

public sealed class OptionsTests
{
    private static readonly RetryPolicy Policy = new(2, TimeSpan.FromSeconds(1));

    [Fact]
    public void TaskRetryOptions_FromPolicyOrHandler_HoldsExactlyOne()
    {
        TaskRetryOptions fromPolicy = Policy;
        TaskRetryOptions fromHandler = TaskRetryOptions.FromRetryHandler((RetryContext _) => Task.FromResult(true));

        Assert.Same(Policy, fromPolicy.Policy);
        Assert.Null(fromPolicy.Handler);
        Assert.Null(fromHandler.Policy);
        Assert.NotNull(fromHandler.Handler);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TaskRetryOptions_FromSynchronousHandler_AsksIt(bool answer)
    {
        RetryContext? asked = null;
        TaskRetryOptions options = TaskRetryOptions.FromRetryHandler((RetryHandler)(context =>
        {
            asked = context;
            return answer;
        }));
        RetryContext context = new(null!, 2, new("T", "m", null, null, null), TimeSpan.Zero, CancellationToken.None);

        Assert.Equal(answer, await options.Handler!(context));
        Assert.Same(context, asked);
    }

    [Fact]
    public void TaskRetryOptions_Null_IsRefused()
    {
        Assert.Throws<ArgumentNullException>(() => new TaskRetryOptions((RetryPolicy)null!));
        Assert.Throws<ArgumentNullException>(() => new TaskRetryOptions((AsyncRetryHandler)null!));
        Assert.Throws<ArgumentNullException>(() => TaskRetryOptions.FromRetryHandler((RetryHandler)null!));
    }

    [Fact]
    public void WithInstanceId_OnTaskOptions_KeepsEverything()
    {
        Dictionary<string, string> tags = new() { ["a"] = "b" };
        TaskOptions options = new(Policy, tags) { Version = "2.0" };

        SubOrchestrationOptions child = options.WithInstanceId("child-1");

        Assert.Equal("child-1", child.InstanceId);
        Assert.Same(options.Retry, child.Retry);
        Assert.Same(tags, child.Tags);
        Assert.Equal(new TaskVersion("2.0"), child.Version);
        Assert.Equal(new TaskVersion("2.0"), ((TaskOptions)child).Version);
    }

    [Fact]
    public void SubOrchestrationOptions_WrappingItsOwnKind_KeepsTheIdUnlessAnotherIsGiven()
    {
        TaskOptions inner = new SubOrchestrationOptions(Policy, "first");

        Assert.Equal("first", new SubOrchestrationOptions(inner).InstanceId);
        Assert.Equal("second", new SubOrchestrationOptions(inner, "second").InstanceId);
        Assert.Equal("first", (((SubOrchestrationOptions)inner) with { Version = "1.0" }).InstanceId);
    }

    [Fact]
    public void StartOrchestrationOptions_Copied_IsEqualInAllParts()
    {
        StartOrchestrationOptions options = new("id", DateTimeOffset.UnixEpoch)
        {
            Tags = new Dictionary<string, string> { ["a"] = "b" },
            Version = "1.0",
            DedupeStatuses = ["Completed"],
        };

        Assert.Equal(options, new StartOrchestrationOptions(options));
    }

    [Fact]
    public void WithDedupeStatuses_ValidStatuses_AreNamed()
    {
        StartOrchestrationOptions options = new StartOrchestrationOptions("id")
            .WithDedupeStatuses(OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Running);

        Assert.Equal(["Completed", "Running"], options.DedupeStatuses);
        Assert.Equal("id", options.InstanceId);
    }

    [Fact]
    public void WithDedupeStatuses_StatusThatNoInstanceKeeps_IsRefusedWithTheChoices()
    {
#pragma warning disable CS0618 // The obsolete status is the case under test.
        ArgumentException e = Assert.Throws<ArgumentException>(
            () => new StartOrchestrationOptions().WithDedupeStatuses(OrchestrationRuntimeStatus.ContinuedAsNew));
#pragma warning restore CS0618

        Assert.Contains("ContinuedAsNew", e.Message);
        Assert.Contains("Suspended", e.Message);
    }

    [Fact]
    public void ContinueAsNewOptions_Default_PreservesEvents() => Assert.True(new ContinueAsNewOptions().PreserveUnprocessedEvents);
}
