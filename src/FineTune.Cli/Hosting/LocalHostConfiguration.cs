using System.Text.Json;
using FineTune.Cli.Data;
using FineTune.Cli.Errors;
using FineTune.Core.Lineages;
using Microsoft.Extensions.Configuration;

namespace FineTune.Cli.Hosting;

/// <summary>
/// Where a local host takes its settings from, weakest first: the defaults of the local host, the <c>Values</c> of
/// <c>local.settings.json</c> in the working directory, environment variables, the command line.
/// </summary>
internal static class LocalHostConfiguration
{
    public const string SettingsFile = "local.settings.json";

    /// <summary>A base that the local provider and OpenAI know under the same name.</summary>
    private const string BaseModel = "gpt-4.1-nano-2025-04-14";

    private const string Local = "local";

    public static IConfigurationBuilder AddLocalHostSettings(
        this IConfigurationBuilder configuration, LocalHostOptions options, IConfiguration userSettings, Uri localProvider) =>
        configuration
            .AddInMemoryCollection(Defaults(userSettings))
            .AddConfiguration(userSettings)
            .AddInMemoryCollection(
            [
                DataStorage(options.Data, options.Storage),
                new("Endpoints:local:Kind", Local),
                new("Endpoints:local:Url", localProvider.ToString()),
                new("Endpoints:local:Key", userSettings["Endpoints:local:Key"] ?? Local),
            ]);

    /// <summary>
    /// The local provider that the environment names instead of the host's own, so that several hosts share one; null for none. The
    /// settings file is not asked: what it says there is meant for the Functions host, which has no provider of its own.
    /// </summary>
    /// <exception cref="CommandException">It is not a URL.</exception>
    public static Uri? SharedProvider()
    {
        const string Variable = "Endpoints__local__Url";
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } text)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : throw new CommandException(
            $"The variable {Variable} is '{text}', which is not a URL.",
            "Use the provider's URL, for example http://127.0.0.1:5310/v1/, or unset it: the host then runs a provider of its own.", ExitCodes.Usage);
    }

    /// <summary>What a person has set: <c>local.settings.json</c>, and over it the environment.</summary>
    public static IConfiguration ReadUserSettings(string workingDirectory) => new ConfigurationBuilder()
        .AddInMemoryCollection(ReadSettingsFile(Path.Combine(workingDirectory, SettingsFile)))
        .AddEnvironmentVariables()
        .Build();

    /// <summary>The models of a lineage that does not name its own.</summary>
    public static LineageDefaults RoleDefaults(IConfiguration userSettings) => new ConfigurationBuilder()
        .AddInMemoryCollection(Defaults(userSettings)).AddConfiguration(userSettings).Build().GetSection("DefaultLineage").Get<LineageDefaults>()!;

    /// <summary>The setting that tells the pipeline where its blobs are.</summary>
    public static KeyValuePair<string, string?> DataStorage(DataFolder data, StorageChoice storage) =>
        new(nameof(DataStorage), storage.IsFolder ? data.Path : storage.Value);

    /// <summary>
    /// Where the blobs are: the option, else the setting <c>DataStorage</c>, else what the data folder was started with, else the folder.
    /// </summary>
    public static StorageChoice Storage(DataFolder data, string? option) =>
        StorageFile.Resolve(data, option, ReadUserSettings(Directory.GetCurrentDirectory())[nameof(DataStorage)]);

    /// <summary>
    /// Every role is played by the local provider until a setting names another endpoint. A model name of the local provider is the
    /// default of its own endpoint only; the base model has the same name everywhere.
    /// </summary>
    private static Dictionary<string, string?> Defaults(IConfiguration userSettings)
    {
        var defaults = new Dictionary<string, string?>
        {
            ["TASKHUB_NAME"] = "finetune",
            ["NightlySchedule"] = "0 0 2 * * *",
            ["DefaultLineage:BaseModel"] = BaseModel,
            ["Endpoints:local:PollFirstSeconds"] = "0.5",
            ["Endpoints:local:PollMaxSeconds"] = "2",
        };
        (string Role, string Model)[] roles = [("Teacher", "local-teacher"), ("Judge", "local-judge"), ("Trainer", ""), ("Embedder", "text-embedding-3-small")];
        foreach (var (role, model) in roles)
        {
            var endpoint = $"DefaultLineage:{role}Endpoint";
            defaults[endpoint] = Local;
            if (model.Length > 0 && (userSettings[endpoint] ?? Local) == Local)
            {
                defaults[$"DefaultLineage:{role}Model"] = model;
            }
        }

        return defaults;
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
                "Correct it (local.settings.sample.json is an example) or move it away.", ExitCodes.Usage, e);
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
                JsonValueKind.Object or JsonValueKind.Array => throw new JsonException($"\"{setting.Name}\" must be a string."),
                _ => setting.Value.GetRawText(),
            };
        }

        return values;
    }
}
