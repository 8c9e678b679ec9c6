namespace FineTune.Durable.Sqlite.Storage;

/// <summary>
/// A piece of work for the single writer. Several jobs share one commit. <see cref="Execute"/> may run more than once
/// (when another job of the same batch failed), so it changes nothing but the database; what follows from the
/// commit belongs in <see cref="Committed"/>, which runs on the writer's thread in commit order and never blocks.
/// </summary>
internal abstract class WriteJob
{
    public abstract void Execute(SqlSession session);

    public abstract void Committed();

    public abstract void Failed(Exception exception);
}
