namespace FineTune.Durable.Sqlite.Storage;

/// <summary>A write given as a function; its result arrives after the commit.</summary>
internal sealed class DelegateWriteJob<T>(Func<SqlSession, T> work, Action<T>? committed = null) : WriteJob
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    public Task<T> Completion => _completion.Task;

    public override void Execute(SqlSession session) => _result = work(session);

    public override void Committed()
    {
        committed?.Invoke(_result);
        _completion.TrySetResult(_result);
    }

    public override void Failed(Exception exception) => _completion.TrySetException(exception);
}
