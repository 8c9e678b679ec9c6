using System.Reflection;

namespace FineTune.Durable.Tests.Model;

public sealed class FailureTests
{
    private sealed class OwnException(string message) : InvalidOperationException(message);

    [Fact]
    public void FromException_Nested_KeepsTheChain()
    {
        TaskFailureDetails details = TaskFailureDetails.FromException(
            new AggregateException("outer", new TimeoutException("inner")));

        Assert.Equal("System.AggregateException", details.ErrorType);
        Assert.Equal("System.TimeoutException", details.InnerFailure!.ErrorType);
        Assert.Equal("inner", details.InnerFailure.ErrorMessage);
        Assert.Null(details.InnerFailure.InnerFailure);
    }

    [Fact]
    public void FromException_TaskFailed_HasTheTaskAsInnerFailure()
    {
        TaskFailureDetails cause = new("System.TimeoutException", "late", "at X", null, null);

        TaskFailureDetails details = TaskFailureDetails.FromException(new TaskFailedException("Work", 3, cause));

        Assert.Equal(typeof(TaskFailedException).FullName, details.ErrorType);
        Assert.Same(cause, details.InnerFailure);
    }

    [Fact]
    public void IsCausedBy_SameBaseAndOtherTypes_FollowsInheritance()
    {
        TaskFailureDetails details = TaskFailureDetails.FromException(new ArgumentNullException("x"));

        Assert.True(details.IsCausedBy<ArgumentNullException>());
        Assert.True(details.IsCausedBy<ArgumentException>());
        Assert.True(details.IsCausedBy<Exception>());
        Assert.False(details.IsCausedBy<InvalidOperationException>());

        Type target = typeof(ArgumentException);
        Assert.True(details.IsCausedBy(target));
    }

    [Fact]
    public void IsCausedBy_TypeOfTheCallersAssembly_IsFound() =>
        Assert.True(TaskFailureDetails.FromException(new OwnException("m")).IsCausedBy<InvalidOperationException>());

    [Theory]
    [InlineData("(unknown)")]
    [InlineData("No.Such.Type")]
    [InlineData("")]
    public void IsCausedBy_TypeThatIsNotLoaded_IsFalse(string type) =>
        Assert.False(new TaskFailureDetails(type, "m", null, null, null).IsCausedBy<Exception>());

    [Fact]
    public void IsCausedBy_NoExceptionType_IsRefused() => Assert.Throws<ArgumentException>(
        () => new TaskFailureDetails("System.Exception", "m", null, null, null).IsCausedBy(typeof(string)));

    [Fact]
    public void IsCausedBy_SeveralTypesOfThatName_IsAmbiguous()
    {
        string name = $"Twin{Guid.NewGuid():N}";
        foreach (string assembly in (string[])["TwinA", "TwinB"])
        {
            System.Reflection.Emit.AssemblyBuilder
                .DefineDynamicAssembly(new AssemblyName(assembly), System.Reflection.Emit.AssemblyBuilderAccess.Run)
                .DefineDynamicModule("m").DefineType(name, TypeAttributes.Public, typeof(Exception)).CreateType();
        }

        AmbiguousMatchException e = Assert.Throws<AmbiguousMatchException>(
            () => new TaskFailureDetails(name, "m", null, null, null).IsCausedBy<Exception>());
        Assert.Contains("TwinA", e.Message);
    }

    [Fact]
    public void TaskFailedException_Message_IsTheOneOfTheRealHost()
    {
        TaskFailedException fromDetails = new("Score", 7, new TaskFailureDetails("T", "boom", null, null, null));
        TaskFailedException fromException = new("Score", 7, new TimeoutException("boom"));

        Assert.Equal("Task 'Score' (#7) failed with an unhandled exception: boom", fromDetails.Message);
        Assert.Equal(fromDetails.Message, fromException.Message);
        Assert.Equal("System.TimeoutException", fromException.FailureDetails.ErrorType);
        Assert.Equal(("Score", 7), (fromException.TaskName, fromException.TaskId));
        Assert.IsType<TimeoutException>(fromException.InnerException);
    }

    [Fact]
    public void ToString_OfDetails_IsTypeAndMessage() =>
        Assert.Equal("T: m", new TaskFailureDetails("T", "m", "stack", null, null).ToString());
}
