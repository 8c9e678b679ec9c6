namespace FineTune.Durable.Sqlite.Execution;

/// <summary>One activity function. One DI scope and one instance of the declaring class per invocation.</summary>
public interface IActivityFunction
{
    string Name { get; }

    Task<object?> InvokeAsync(ActivityInvocation invocation, CancellationToken cancellationToken);
}

/// <summary>What an activity is called with.</summary>
/// <param name="InstanceId">The orchestration instance that scheduled the activity.</param>
/// <param name="TaskId">The sequence number of the call in that instance.</param>
/// <param name="Input">The serialised input; null where there is none.</param>
public sealed record ActivityInvocation(string InstanceId, int TaskId, string? Input);
