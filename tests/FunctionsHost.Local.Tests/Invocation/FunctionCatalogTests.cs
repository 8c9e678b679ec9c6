using System.Runtime.CompilerServices;
using FunctionsHost.Local.Discovery;
using FunctionsHost.Local.Durable.Payloads;
using FunctionsHost.Local.Tests.Discovery;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace FunctionsHost.Local.Tests.Invocation;

public sealed class FunctionCatalogTests
{
    private readonly InvocationFunctions.Journal _journal = new();
    private readonly FunctionCatalog _catalog;

    public FunctionCatalogTests() => _catalog = Discover.Catalog(typeof(InvocationFunctions), services => services
        .AddSingleton(_journal).AddScoped<InvocationFunctions.Scoped>());

    [Fact]
    public async Task InvokeAsync_Activity_BindsInputInstanceIdContextAndToken()
    {
        var result = await CallAsync("Describe", """{"Name":"Ada","Age":36}""");

        Assert.Equal("Ada 36 instance-1 Describe True True", result);
    }

    [Fact]
    public async Task InvokeAsync_Activity_DisposesInstanceThenScope()
    {
        await CallAsync("Describe", """{"Name":"Ada","Age":36}""");

        Assert.Equal(["called", "instance disposed", "scope disposed"], _journal.Lines);
    }

    [Fact]
    public async Task InvokeAsync_TwoCalls_HaveAScopeEach() =>
        Assert.NotEqual(await CallAsync("ScopeId", null), await CallAsync("ScopeId", null));

    [Theory]
    [InlineData("FailAtOnce")]
    [InlineData("FailLater")]
    public async Task InvokeAsync_ThrowingActivity_ThrowsTheOriginalAndDisposes(string name)
    {
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => CallAsync(name, "\"boom\""));

        Assert.Equal("boom", error.Message);
        Assert.Contains(name, error.StackTrace, StringComparison.Ordinal);
        Assert.Equal(["instance disposed", "scope disposed"], _journal.Lines);
    }

    [Theory]
    [InlineData("Nothing", "\"x\"", null)]
    [InlineData("Later", "1", 2)]
    [InlineData("Sum", "[1,2,3]", 6)]
    [InlineData("Sum", null, -1)]
    [InlineData("Later", null, 1)]
    [InlineData("WithDefault", null, 7)]
    [InlineData("sUM", "[]", 0)]
    public async Task InvokeAsync_Activity_ReturnsWhatTheMethodYields(string name, string? input, int? expected) =>
        Assert.Equal(expected, await CallAsync(name, input));

    [Fact]
    public async Task InvokeAsync_OrchestratorWithInputParameter_ReadsTheInput()
    {
        var context = Context();
        context.Setup(c => c.GetInput<InvocationFunctions.Person>()).Returns(new InvocationFunctions.Person("Ada", 36));

        Assert.Equal("instance-1 Ada", await Orchestrate("Input", context));
    }

    [Fact]
    public async Task InvokeAsync_OrchestratorWithoutInput_HasTheDefaultOfTheParameter()
    {
        var context = Context();
        context.Setup(c => c.GetInput<InvocationFunctions.Person>()).Returns((InvocationFunctions.Person?)null);
        context.Setup(c => c.GetInput<int>()).Returns(0);

        Assert.Equal("instance-1 ", await Orchestrate("Input", context));
        Assert.Equal(10, await Orchestrate("Number", context));
    }

    [Fact]
    public void InvokeAsync_Orchestrator_RunsToItsFirstAwaitBeforeReturning()
    {
        var context = Context();
        var pending = new TaskCompletionSource<string>();
        context.Setup(c => c.CallActivityAsync<string>(It.IsAny<TaskName>(), It.IsAny<object?>(), It.IsAny<TaskOptions?>()))
            .Returns(pending.Task);

        var run = Orchestrate("Waiting", context);

        context.Verify(c => c.CallActivityAsync<string>("x", null, null), Times.Once);
        Assert.False(run.IsCompleted);
        pending.SetResult("done");
        Assert.True(run.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task InvokeAsync_FinishedOrchestrator_DisposesInstanceThenScope()
    {
        var context = Context();
        context.Setup(c => c.CallActivityAsync<string>(It.IsAny<TaskName>(), It.IsAny<object?>(), It.IsAny<TaskOptions?>()))
            .ReturnsAsync("done");

        await Orchestrate("WaitingInstance", context);

        await Until.TrueAsync(() => _journal.Lines.Count == 2);
        Assert.Equal(["instance disposed", "scope disposed"], _journal.Lines);
    }

    [Fact]
    public async Task InvokeAsync_AbandonedOrchestrator_IsDisposedOnceNothingHoldsIt()
    {
        Abandon();

        await Until.TrueAsync(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return _journal.Lines.Count == 2;
        });
        Assert.Equal(["instance disposed", "scope disposed"], _journal.Lines);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Abandon()
    {
        var context = Context();
        var pending = new TaskCompletionSource<string>();
        context.Setup(c => c.CallActivityAsync<string>(It.IsAny<TaskName>(), It.IsAny<object?>(), It.IsAny<TaskOptions?>()))
            .Returns(pending.Task);
        Assert.False(Orchestrate("WaitingInstance", context).IsCompleted);
        Assert.Empty(_journal.Lines);
    }

    [Fact]
    public async Task InvokeAsync_OrchestratorThatThrowsAtOnce_FailsItsTask()
    {
        var run = Orchestrate("Throwing", Context());

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => run);
        Assert.Equal("instance-1", error.Message);
    }

    [Fact]
    public void Find_OtherKindOrName_IsNotFound()
    {
        Assert.Null(_catalog.FindActivity("Input"));
        Assert.Null(_catalog.FindOrchestrator("Sum"));
        Assert.Null(_catalog.FindActivity("None"));
        Assert.NotNull(_catalog.FindOrchestrator("INPUT"));
    }

    private Task<object?> CallAsync(string name, string? input)
    {
        var function = _catalog.FindActivity(name)!;
        var value = new PayloadConverter(new JsonDataConverter()).Deserialize(input, function.InputType);
        return function.InvokeAsync(value, "instance-1", new CancellationTokenSource().Token);
    }

    private Task<object?> Orchestrate(string name, Mock<TaskOrchestrationContext> context) =>
        _catalog.FindOrchestrator(name)!.InvokeAsync(context.Object);

    private static Mock<TaskOrchestrationContext> Context()
    {
        var context = new Mock<TaskOrchestrationContext>(MockBehavior.Strict);
        context.Setup(c => c.InstanceId).Returns("instance-1");
        return context;
    }
}
