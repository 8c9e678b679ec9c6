namespace FineTune.Core.Storage.Scratch;

/// <summary>Scratch room in memory: for little data and for tests.</summary>
public sealed class MemoryScratch : IScratch
{
    public Stream Create() => new MemoryStream();
}
