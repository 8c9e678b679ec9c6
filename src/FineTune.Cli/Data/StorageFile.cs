using System.Text.Json;
using FineTune.Cli.Errors;
using FineTune.Core;

namespace FineTune.Cli.Data;

/// <summary>
/// The storage and engine of a data folder (<c>storage.json</c>), so that every command uses the same. A connection string may hold a
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
    public static StorageChoice? Read(DataFolder data) =>
        Read(data, content => StorageChoice.Parse(content.Storage ?? throw new JsonException("'storage' is missing.")));

    /// <summary>The stored engine; null where none is stored.</summary>
    public static EngineKind? ReadEngine(DataFolder data) => Read(data, content => content.Engine is { } engine ? EngineChoice.Parse(engine) : default(EngineKind?));

    public static void Write(DataFolder data, StorageChoice choice, EngineKind engine = EngineKind.Sqlite)
    {
        var content = new Content(choice.Value ?? "folder", EngineChoice.Word(engine));
        PrivateFile.Replace(data.StorageFile, JsonSerializer.SerializeToUtf8Bytes(content, FineTuneJson.Indented));
    }

    private static T? Read<T>(DataFolder data, Func<Content, T?> read)
    {
        if (!File.Exists(data.StorageFile))
        {
            return default;
        }

        try
        {
            return read(JsonSerializer.Deserialize<Content>(File.ReadAllBytes(data.StorageFile), FineTuneJson.Options) ?? new Content(null, null));
        }
        catch (Exception e) when (e is JsonException or CommandException)
        {
            throw new CommandException(
                $"'{data.StorageFile}' does not say where the blobs are.",
                "Delete it to use the folder, or run `finetune up --storage ...` again.", ExitCodes.Usage, e);
        }
    }

    private sealed record Content(string? Storage, string? Engine);
}
