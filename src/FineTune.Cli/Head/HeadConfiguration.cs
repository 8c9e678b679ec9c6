using System.Text.Json;
using FineTune.Cli.Data;
using Microsoft.Extensions.Configuration;

namespace FineTune.Cli.Head;

/// <summary>
/// Where a local head takes its settings from, weakest first: the defaults of the local head, the <c>Values</c> of
/// <c>local.settings.json</c> in the working directory, environment variables, the command line.
/// </summary>
internal static class HeadConfiguration
{
    public const string SettingsFile = "local.settings.json";

    public static IConfigurationBuilder AddHeadSettings(this IConfigurationBuilder configuration, HeadOptions options, string workingDirectory) =>
        configuration
            .AddInMemoryCollection(ReadSettingsFile(Path.Combine(workingDirectory, SettingsFile)))
            .AddEnvironmentVariables()
            .AddInMemoryCollection(CommandLine(options));

    /// <summary>
    /// Where the blobs are: the option, else the setting <c>DataStorage</c> (environment or settings file), else what the data folder was started with, else the folder.
    /// </summary>
    public static StorageChoice Storage(DataFolder data, string? option)
    {
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection(ReadSettingsFile(Path.Combine(Directory.GetCurrentDirectory(), SettingsFile)))
            .AddEnvironmentVariables()
            .Build();
        return StorageFile.Resolve(data, option, settings["DataStorage"]);
    }

    /// <summary>The values of a <c>local.settings.json</c>, with ':' between the parts of a name; none where there is no file.</summary>
    public static IReadOnlyDictionary<string, string?> ReadSettingsFile(string path)
    {
        if (!File.Exists(path))
        {
            return new Dictionary<string, string?>();
        }

        try
        {
            using var document = JsonDocument.Parse(
                File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return Values(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new CommandException(
                $"'{path}' is not valid: {e.Message}",
                "Mend it (local.settings.sample.json shows its form) or move it away.", ExitCodes.Usage, e);
        }
    }

    private static Dictionary<string, string?> Values(JsonElement root)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("Values", out var section))
        {
            throw new JsonException("it has no object \"Values\".");
        }

        foreach (var setting in section.EnumerateObject())
        {
            values[setting.Name.Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal)] = setting.Value.ValueKind switch
            {
                JsonValueKind.String => setting.Value.GetString(),
                JsonValueKind.Null => null,
                JsonValueKind.Object or JsonValueKind.Array => throw new JsonException($"\"{setting.Name}\" must be a text."),
                _ => setting.Value.GetRawText(),
            };
        }

        return values;
    }

    private static Dictionary<string, string?> CommandLine(HeadOptions options) => new()
    {
        ["DataFolder"] = options.Data.Path,
    };
}
