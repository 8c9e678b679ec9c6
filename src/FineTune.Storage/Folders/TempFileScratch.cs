using FineTune.Core.Storage.Scratch;

namespace FineTune.Storage.Folders;

/// <summary>Scratch room in the system's folder for temporary files. A file is gone with its stream, and with the process where the system allows it.</summary>
public sealed class TempFileScratch : IScratch
{
    private const int BufferBytes = 16 * 1024;

    public Stream Create() => new FileStream(
        Path.Combine(Path.GetTempPath(), $"finetune-{Guid.NewGuid():N}.tmp"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferBytes, FileOptions.DeleteOnClose);
}
