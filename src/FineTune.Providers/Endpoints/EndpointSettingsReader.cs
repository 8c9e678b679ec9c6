using System.Globalization;
using FineTune.Core.Models.Endpoints;
using Microsoft.Extensions.Configuration;

namespace FineTune.Providers.Endpoints;

/// <summary>Reads and checks the settings of one endpoint. Every complaint names the setting as it is written in app settings.</summary>
internal sealed class EndpointSettingsReader(IConfiguration configuration)
{
    private const string Section = "Endpoints";

    public EndpointSettings Read(string name)
    {
        var section = configuration.GetSection($"{Section}:{name}");
        if (string.IsNullOrEmpty(name) || !section.Exists())
        {
            throw new EndpointNotConfiguredException(
                $"There is no endpoint '{name}'. Add the settings {Setting(name, "Kind")} and {Setting(name, "Url")}, or name one of: {Known()}.");
        }

        var kind = ReadKind(name, section["Kind"]);
        if (kind == EndpointKind.Recorded)
        {
            return ReadRecorded(name, section["Path"]);
        }

        var settings = new EndpointSettings { Name = name, Kind = kind, Url = ReadUrl(name, kind, section["Url"]) };
        settings = settings with
        {
            Key = ReadKey(kind, section["Key"]),
            RecordTo = section["RecordTo"] is { } folder && !string.IsNullOrWhiteSpace(folder) ? Path.GetFullPath(folder.Trim()) : null,
            RequestsPerMinute = (int)Number(name, section, "RequestsPerMinute", settings.RequestsPerMinute, 0),
            TokensPerMinute = (int)Number(name, section, "TokensPerMinute", settings.TokensPerMinute, 0),
            MaxConcurrency = (int)Number(name, section, "MaxConcurrency", settings.MaxConcurrency, 1),
            Timeout = Seconds(name, section, "TimeoutSeconds", settings.Timeout),
            AttemptTimeout = string.IsNullOrWhiteSpace(section["AttemptSeconds"]) ? null : TimeSpan.FromSeconds(Number(name, section, "AttemptSeconds", 0, 1, MostSeconds)),
            Cache = ReadCache(name, kind, section["Cache"]),
            PollFirst = Seconds(name, section, "PollFirstSeconds", kind == EndpointKind.Local ? TimeSpan.FromSeconds(1) : settings.PollFirst),
            PollMax = Seconds(name, section, "PollMaxSeconds", kind == EndpointKind.Local ? TimeSpan.FromSeconds(5) : settings.PollMax),
            LookupDelay = Seconds(name, section, "LookupDelaySeconds", kind == EndpointKind.Local ? TimeSpan.FromSeconds(1) : settings.LookupDelay),
            TokenScope = section["TokenScope"] ?? settings.TokenScope,
            ResourceId = section["ResourceId"]?.Trim('/'),
            DeploymentSku = section["DeploymentSku"] ?? settings.DeploymentSku,
            DeploymentCapacity = (int)Number(name, section, "DeploymentCapacity", settings.DeploymentCapacity, 1),
            ApiVersion = section["ApiVersion"] ?? settings.ApiVersion,
            ManagementUrl = section["ManagementUrl"] is { Length: > 0 } url ? ParseUrl(name, "ManagementUrl", url) : settings.ManagementUrl,
            Batches = Switch(name, section, "Batches"),
            BatchMaxRequests = (int)Number(name, section, "BatchMaxRequests", kind == EndpointKind.Azure ? 100_000 : settings.BatchMaxRequests, 1),
            BatchMaxBytes = (long)(Number(name, section, "BatchMaxMegabytes", settings.BatchMaxBytes / 1e6, 0.001) * 1e6),
            BatchPriceFactor = (decimal)Number(name, section, "BatchPriceFactor", (double)settings.BatchPriceFactor, 0),
            BatchDeployments = section["BatchDeployments"] is { Length: > 0 } deployments ? BatchDeployments(name, deployments) : null,
        };
        return kind == EndpointKind.OpenAI && settings.Key is null
            ? throw new EndpointNotConfiguredException($"Endpoint '{name}' has no key. Set {Setting(name, "Key")}.")
            : settings;
    }

    public static string Setting(string endpoint, string name) => $"{Section}__{endpoint}__{name}";

    private string Known()
    {
        var names = configuration.GetSection(Section).GetChildren().Select(c => c.Key).ToList();
        return names.Count == 0 ? "(none is configured)" : string.Join(", ", names);
    }

    private static EndpointSettings ReadRecorded(string name, string? path)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            throw new EndpointNotConfiguredException($"Endpoint '{name}' has no recording. Set {Setting(name, "Path")} to a JSONL file, or to a folder of such files.");
        }

        var full = Path.GetFullPath(path.Trim());
        return new EndpointSettings { Name = name, Kind = EndpointKind.Recorded, Url = new Uri(full), Path = full };
    }

    /// <summary>The endpoint's own setting, else the app's; what costs nothing is not kept unless its endpoint says so.</summary>
    private CacheMode ReadCache(string name, EndpointKind kind, string? own)
    {
        var (text, setting) = string.IsNullOrWhiteSpace(own) ? (configuration["Cache:Mode"], "Cache__Mode") : (own, Setting(name, "Cache"));
        return string.IsNullOrWhiteSpace(own) && kind == EndpointKind.Local ? CacheMode.Off
            : string.IsNullOrWhiteSpace(text) ? CacheMode.Repeatable
            : Enum.TryParse<CacheMode>(text, ignoreCase: true, out var mode) && !char.IsAsciiDigit(text[0]) ? mode
            : throw new EndpointNotConfiguredException($"Endpoint '{name}': {setting} must be off, repeatable or all; it is '{text}'.");
    }

    private static EndpointKind ReadKind(string name, string? text) =>
        Enum.TryParse<EndpointKind>(text, ignoreCase: true, out var kind) && Enum.IsDefined(kind) && !char.IsAsciiDigit(text![0])
            ? kind
            : throw new EndpointNotConfiguredException(
                $"Endpoint '{name}' has no known kind. Set {Setting(name, "Kind")} to openai, azure, compatible, local or recorded{(text is null ? "" : $" (it is '{text}')")}.");

    /// <summary>The local provider's key is not a secret.</summary>
    private static string? ReadKey(EndpointKind kind, string? text) =>
        !string.IsNullOrWhiteSpace(text) ? text.Trim() : kind == EndpointKind.Local ? "local" : null;

    private static Uri ReadUrl(string name, EndpointKind kind, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return kind == EndpointKind.OpenAI
                ? new Uri("https://api.openai.com/v1/")
                : throw new EndpointNotConfiguredException($"Endpoint '{name}' has no URL. Set {Setting(name, "Url")}, such as {Example(kind)}.");
        }

        var url = ParseUrl(name, "Url", text);
        if (kind == EndpointKind.Azure)
        {
            // People paste the resource, or the address of one of its surfaces.
            var at = url.AbsolutePath.IndexOf("/openai", StringComparison.OrdinalIgnoreCase);
            return at < 0 ? url : new Uri(url, url.AbsolutePath[..(at + 1)]);
        }

        return url.AbsolutePath == "/" ? new Uri(url, "v1/") : url;
    }

    private static string Example(EndpointKind kind) => kind switch
    {
        EndpointKind.Azure => "https://my-resource.openai.azure.com/",
        EndpointKind.Local => "http://127.0.0.1:5310/v1/",
        _ => "https://host.example/v1/",
    };

    private static Uri ParseUrl(string name, string setting, string text) =>
        Uri.TryCreate(text.Trim().TrimEnd('/') + "/", UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw new EndpointNotConfiguredException($"Endpoint '{name}': {Setting(name, setting)} is not an http or https URL.");

    /// <summary>Checked here, so that a slip is named at once and not by a batch that fails hours later.</summary>
    private static string BatchDeployments(string name, string text) => BatchModel.Parse(text) is not null
        ? text
        : throw new EndpointNotConfiguredException(
            $"Endpoint '{name}': {Setting(name, "BatchDeployments")} must have the form deployment=batch deployment, with commas between the pairs; it is '{text}'.");

    /// <summary>Null: auto.</summary>
    private static bool? Switch(string name, IConfiguration section, string setting) => section[setting]?.Trim().ToLowerInvariant() switch
    {
        null or "" or "auto" => null,
        "true" => true,
        "false" => false,
        _ => throw new EndpointNotConfiguredException(
            $"Endpoint '{name}': {Setting(name, setting)} must be auto, true or false; it is '{section[setting]}'."),
    };

    private static TimeSpan Seconds(string name, IConfiguration section, string setting, TimeSpan fallback) =>
        TimeSpan.FromSeconds(Number(name, section, setting, fallback.TotalSeconds, 0, MostSeconds));

    /// <summary>Above every limit that a provider grants: the largest accounts have some 180 million tokens per minute.</summary>
    private const int Most = 2_000_000_000;

    /// <summary>Thirty days: timers take no more than seven weeks.</summary>
    private const int MostSeconds = 30 * 24 * 3600;

    private static double Number(string name, IConfiguration section, string setting, double fallback, double least, int most = Most)
    {
        var text = section[setting];
        if (string.IsNullOrWhiteSpace(text))
        {
            return fallback;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new EndpointNotConfiguredException(
                string.Create(CultureInfo.InvariantCulture, $"Endpoint '{name}': {Setting(name, setting)} must be a number from {least} to {most}; it is '{text}'."));
    }
}
