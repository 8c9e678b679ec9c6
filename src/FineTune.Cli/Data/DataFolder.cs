using FineTune.Cli.Errors;
using FineTune.Core.Storage;

namespace FineTune.Cli.Data;

/// <summary>The folder of one local installation, and where everything lies in it.</summary>
internal sealed class DataFolder(string path)
{
    public const string Variable = "FINETUNE_DATA";
    public const string DefaultName = "finetune-data";

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    public string HostProcessFile => System.IO.Path.Combine(Path, "host-process.json");

    public string LockFile => System.IO.Path.Combine(Path, "host.lock");

    public string LogFile => System.IO.Path.Combine(Path, "host.log");

    public string StorageFile => System.IO.Path.Combine(Path, "storage.json");

    /// <summary>Tells this installation from others that share a hub with it.</summary>
    public string HostIdFile => System.IO.Path.Combine(Path, "host-id");

    public string EngineDatabase => System.IO.Path.Combine(Path, "engine.db");

    /// <summary>What blob and timer triggers remember.</summary>
    public string TriggerState => System.IO.Path.Combine(Path, "trigger-state");

    public string Provider => System.IO.Path.Combine(Path, "provider");

    /// <summary>Where files are written before they are moved to their place; on the same volume as the containers.</summary>
    public string Temporary => System.IO.Path.Combine(Path, ".tmp");

    public string Drops(string lineage) => System.IO.Path.Combine(Path, BlobPaths.Datasets, lineage);

    public string Blob(BlobRef blob) =>
        System.IO.Path.Combine([Path, blob.Container, .. blob.Name.Split('/')]);

    /// <summary>The folder named by the option, else by <c>FINETUNE_DATA</c>, else <c>finetune-data</c> in the working directory.</summary>
    public static DataFolder Resolve(string? option, Func<string, string?> environment) =>
        new(FirstNamed(option, environment(Variable)) ?? DefaultName);

    public void Create()
    {
        try
        {
            Directory.CreateDirectory(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(
                $"The data folder '{Path}' cannot be created: {e.Message}",
                $"Use --data or {Variable} to name a folder that you can write to.", ExitCodes.Usage, e);
        }
    }

    private static string? FirstNamed(params string?[] names) => names.FirstOrDefault(name => !string.IsNullOrWhiteSpace(name));
}
