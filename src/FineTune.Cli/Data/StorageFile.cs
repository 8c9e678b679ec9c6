using System.Text.Json;
using FineTune.Cli.Errors;
using FineTune.Core;

namespace FineTune.Cli.Data;

/// <summary>
/// The storage choice of a data folder (<c>storage.json</c>), so that every command uses the same blobs. A connection string may hold a
/// key: the file is readable by its owner only.
/// </summary>
internal static class StorageFile
{
    /// <summary>The choice given on the command line, else the one of the setting, else the stored one, else the folder.</summary>
    public static StorageChoice Resolve(DataFolder data, string? option, string? setting)
    {
        if (!string.IsNullOrWhiteSpace(option))
        {
            return StorageChoice.Parse(option);
        }

        return !string.IsNullOrWhiteSpace(setting) ? StorageChoice.Parse(setting) : Read(data) ?? StorageChoice.Folder;
    }

    /// <summary>The stored choice; null where none is stored.</summary>
    public static StorageChoice? Read(DataFolder data)
    {
        if (!File.Exists(data.StorageFile))
        {
            return null;
        }

        try
        {
            var content = JsonSerializer.Deserialize<Content>(File.ReadAllBytes(data.StorageFile), FineTuneJson.Options);
            return StorageChoice.Parse(content?.Storage ?? throw new JsonException("'storage' is missing."));
        }
        catch (Exception e) when (e is JsonException or CommandException)
        {
            throw new CommandException(
                $"'{data.StorageFile}' does not say where the blobs are.",
                "Delete it to use the folder, or run `finetune up --storage ...` again.", ExitCodes.Usage, e);
        }
    }

    public static void Write(DataFolder data, StorageChoice choice)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(new Content(choice.Value is null ? "folder" : choice.Value), FineTuneJson.Indented);
        PrivateFile.Replace(data.StorageFile, bytes);
    }

    private sealed record Content(string? Storage);
}
