namespace FineTune.Core.Storage.Scratch;

/// <summary>Room for data that would not fit in memory.</summary>
public interface IScratch
{
    /// <summary>A new, empty stream to write, seek and read, for one thread. What it holds is gone when it is disposed.</summary>
    Stream Create();
}
