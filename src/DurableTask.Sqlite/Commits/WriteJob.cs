namespace DurableTask.Sqlite.Commits;

/// <summary>A unit of work for the writer. Jobs are applied in order and then written together in one transaction.</summary>
internal abstract class WriteJob
{
    /// <summary>Whether <see cref="Apply"/> queries the database. If so, all earlier jobs are committed first.</summary>
    public virtual bool ReadsDatabase => false;

    /// <summary>Runs once, on the writer's thread: makes decisions, and records the rows to write and the effects of the commit.</summary>
    public abstract void Apply(Changes changes);

    /// <summary>Called on the writer's thread after the commit and its effects. Must not block.</summary>
    public abstract void Committed();

    public abstract void Failed(Exception exception);
}

/// <summary>A job made of a function. Its result is available after the commit.</summary>
internal sealed class WriteJob<T>(Func<Changes, T> apply, bool readsDatabase = false) : WriteJob
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    public Task<T> Completion => _completion.Task;

    public override bool ReadsDatabase => readsDatabase;

    public override void Apply(Changes changes) => _result = apply(changes);

    public override void Committed() => _completion.TrySetResult(_result);

    public override void Failed(Exception exception) => _completion.TrySetException(exception);
}
