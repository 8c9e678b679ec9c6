namespace DurableTask.Sqlite.Commits;

/// <summary>
/// A piece of work for the single writer. Jobs are applied one after the other, then written in one transaction together.
/// </summary>
internal abstract class WriteJob
{
    /// <summary>Whether <see cref="Apply"/> queries the database: all that came before is committed first.</summary>
    public virtual bool ReadsDatabase => false;

    /// <summary>Decides, on the writer's thread, and notes what is to be written and what follows from it. Runs once.</summary>
    public abstract void Apply(Changes changes);

    /// <summary>The commit is done and what follows from it has been taken up. On the writer's thread; must not block.</summary>
    public abstract void Committed();

    public abstract void Failed(Exception exception);
}

/// <summary>A job given as a function; its result arrives after the commit.</summary>
internal class WriteJob<T>(Func<Changes, T> apply, bool readsDatabase = false) : WriteJob
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    public Task<T> Completion => _completion.Task;

    public override bool ReadsDatabase => readsDatabase;

    public override void Apply(Changes changes) => _result = apply(changes);

    public override void Committed() => _completion.TrySetResult(_result);

    public override void Failed(Exception exception) => _completion.TrySetException(exception);
}
