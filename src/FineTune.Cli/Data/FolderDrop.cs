using FineTune.Cli.Errors;
using FineTune.Core.Storage;

namespace FineTune.Cli.Data;

/// <summary>Puts a file into the folder where drops are looked for, whole or not at all.</summary>
internal static class FolderDrop
{
    /// <summary>
    /// Copies to <c>.tmp</c> on the same volume, then renames: a host that is looking never sees half a file. Works without a running
    /// host. Returns the place and the data set's id.
    /// </summary>
    public static async Task<Dropped> WriteAsync(
        DataFolder data, string lineage, string name, string file, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(data.Temporary);
        var temporary = Path.Combine(data.Temporary, $"{Guid.NewGuid():N}.tmp");
        try
        {
            await using (var source = DropSource.Open(file))
            {
                await using var copy = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write);
                await source.CopyToAsync(copy, cancellationToken);
                copy.Flush(flushToDisk: true);
            }

            var id = await DropSource.IdOfAsync(temporary, cancellationToken);
            var target = data.Blob(BlobPaths.Drop(lineage, name));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.SetLastWriteTimeUtc(temporary, DateTime.UtcNow);
            File.Move(temporary, target, overwrite: true);
            return new Dropped(target, id, new FileInfo(target).Length);
        }
        catch (Exception e) when (e is UnauthorizedAccessException || (e is IOException && e is not FileNotFoundException))
        {
            throw new CommandException(
                $"'{file}' could not be copied to '{data.Drops(lineage)}': {e.Message}",
                "Check the folder's permissions and free space, or name another folder with --data.", innerException: e);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}

/// <summary>A file at a place that is scanned for drops.</summary>
/// <param name="Place">Path, or container and name.</param>
/// <param name="DatasetId">The id that follows from the bytes.</param>
internal sealed record Dropped(string Place, string DatasetId, long Bytes);
