using FineTune.Cli.Errors;
using FineTune.Core;

namespace FineTune.Cli.Data;

/// <summary>The file that a person wants to drop.</summary>
internal static class DropSource
{
    public static FileStream Open(string file)
    {
        try
        {
            return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, useAsync: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            var message = Directory.Exists(file) ? $"'{file}' is a folder."
                : File.Exists(file) ? $"'{file}' cannot be read: {e.Message}"
                : $"There is no file '{Path.GetFullPath(file)}'.";
            throw new CommandException(message, "Name one file: JSON Lines, a JSON array, CSV or TSV, compressed by gzip or not.", ExitCodes.Usage, e);
        }
    }

    /// <summary>The data set id of the file's bytes.</summary>
    public static async Task<string> IdOfAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = Open(file);
        return await ContentId.OfAsync(stream, cancellationToken);
    }
}
