using FineTune.Durable.Sqlite.History;

namespace FineTune.Durable.Sqlite.Execution;

/// <summary>An action that the orchestrator may be waiting for.</summary>
internal abstract class OpenCall
{
    public abstract void Complete(string? payload);

    public abstract void Fail(FailureInfo failure);
}

/// <summary>An activity or a sub-orchestration under way.</summary>
internal sealed class OpenCall<T>(DataConverter converter, string name, int id) : OpenCall
{
    private readonly TaskCompletionSource<T> _completion = new();

    public Task<T> Task => _completion.Task;

    public override void Complete(string? payload)
    {
        T? value;
        try
        {
            value = converter.Deserialize<T>(payload);
        }
#pragma warning disable CA1031 // A result that cannot be read as T is the caller's exception.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _completion.TrySetException(e);
            return;
        }

        _completion.TrySetResult(value!);
    }

    public override void Fail(FailureInfo failure) =>
        _completion.TrySetException(new TaskFailedException(name, id, failure.ToDetails()));
}

/// <summary>A timer that has not fired.</summary>
internal sealed class OpenTimer : OpenCall
{
    private readonly TaskCompletionSource _completion = new();

    public Task Task => _completion.Task;

    public bool TryCancel(CancellationToken token) => _completion.TrySetCanceled(token);

    public override void Complete(string? payload) => _completion.TrySetResult();

    public override void Fail(FailureInfo failure) => throw new NotSupportedException("Timers do not fail.");
}
