using FineTune.Core.Storage.Scratch;

namespace FineTune.Datasets.Tests.Support;

/// <summary>Scratch room outside the memory that a test measures.</summary>
internal sealed class FileScratch : IScratch
{
    public Stream Create() => new FileStream(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 4096, FileOptions.DeleteOnClose);
}
