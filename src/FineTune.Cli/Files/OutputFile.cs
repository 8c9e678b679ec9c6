using FineTune.Cli.Errors;

namespace FineTune.Cli.Files;

/// <summary>A file that a command writes: it appears whole or not at all, and never in place of its source.</summary>
internal sealed class OutputFile : IAsyncDisposable
{
    private readonly string _path;
    private readonly string _temporary;
    private readonly FileStream _stream;

    private OutputFile(string path)
    {
        _path = path;
        _temporary = $"{path}.{Environment.ProcessId}.tmp";
        _stream = new FileStream(_temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true);
    }

    public Stream Stream => _stream;

    /// <exception cref="CommandException">The path is that of the source, or there is such a file and <paramref name="force"/> is not set, or it cannot be written.</exception>
    public static OutputFile Create(string path, string source, bool force)
    {
        var full = Path.GetFullPath(path);
        if (IsSame(full, Path.GetFullPath(source)))
        {
            throw new CommandException($"'{path}' is the input file, which is never changed.", "Name another file with --out.", ExitCodes.Usage);
        }

        if (Directory.Exists(full))
        {
            throw new CommandException($"'{path}' is a folder.", "Name a file with --out.", ExitCodes.Usage);
        }

        if (File.Exists(full) && !force)
        {
            throw new CommandException($"'{path}' already exists.", "Name another file with --out, or overwrite it with --force.", ExitCodes.Usage);
        }

        try
        {
            return new OutputFile(full);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"'{path}' cannot be written: {e.Message}", "Name a file in a folder that exists and that you can write to.", ExitCodes.Usage, e);
        }
    }

    public async Task WriteLineAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(line, cancellationToken);
        await _stream.WriteAsync("\n"u8.ToArray(), cancellationToken);
    }

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await _stream.FlushAsync(cancellationToken);
        await _stream.DisposeAsync();
        File.Move(_temporary, _path, overwrite: true);
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        File.Delete(_temporary);
    }

    /// <summary>Links lead to the same file, and so do other spellings of its name on a case-insensitive file system.</summary>
    private static bool IsSame(string left, string right) => string.Equals(
        Resolve(left), Resolve(right), OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);

    private static string Resolve(string path) => File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
}
