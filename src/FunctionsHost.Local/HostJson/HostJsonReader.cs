using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace FunctionsHost.Local.HostJson;

/// <summary>
/// Reads the host.json of an app as the Functions host does. Keys that only that host uses are known and ignored; unknown keys, and
/// known ones in the wrong place, are refused.
/// </summary>
public static class HostJsonReader
{
    private const string DurableTask = "extensions:durableTask";

    /// <param name="path">The file; null: defaults and settings only.</param>
    /// <param name="configuration">App settings: %Name% values and overrides.</param>
    /// <exception cref="FunctionConfigurationException">With the JSON path or setting name of every wrong value.</exception>
    public static HostSettings Read(string? path, IConfiguration configuration)
    {
        var values = new HostJsonValues();
        if (path is not null) values.AddFile(path);
        values.AddOverrides(configuration);
        if (path is not null && values.Problems.Count == 0) CheckVersion(values);

        var defaults = new HostSettings();
        var settings = new HostSettings
        {
            FunctionTimeout = Timeout(values, defaults.FunctionTimeout),
            HubName = Resolved(values, $"{DurableTask}:hubName", configuration) ?? defaults.HubName,
            DefaultVersion = values.Find($"{DurableTask}:defaultVersion")?.Text,
            VersionMatchStrategy = Choice(values, $"{DurableTask}:versionMatchStrategy", defaults.VersionMatchStrategy),
            VersionFailureStrategy = Choice(values, $"{DurableTask}:versionFailureStrategy", defaults.VersionFailureStrategy),
            StoreInputsInHistory = Flag(values, $"{DurableTask}:storeInputsInOrchestrationHistory"),
            StorageProvider = Section(values, $"{DurableTask}:storageProvider", configuration),
            MaxConcurrentActivities = Count(values, $"{DurableTask}:maxConcurrentActivityFunctions", defaults.MaxConcurrentActivities),
            MaxConcurrentOrchestrations =
                Count(values, $"{DurableTask}:maxConcurrentOrchestratorFunctions", defaults.MaxConcurrentOrchestrations),
            RoutePrefix = values.Find("extensions:http:routePrefix")?.Text.Trim('/') ?? defaults.RoutePrefix,
            PoisonBlobThreshold = Count(values, "extensions:blobs:poisonBlobThreshold", defaults.PoisonBlobThreshold),
            BlobParallelism = Count(values, "extensions:blobs:maxDegreeOfParallelism", defaults.BlobParallelism),
            LogLevels = Levels(values),
        };
        CheckReuse(values);
        if (values.Problems.Count > 0) throw new FunctionConfigurationException(path ?? "host settings", values.Problems);
        return settings;
    }

    private static void CheckVersion(HostJsonValues values)
    {
        if (values.Find("version")?.Text != "2.0") values.Problems.Add("$.version must be \"2.0\".");
    }

    /// <summary>The local host replaces finished instances and refuses running ones; it has no way to replace a running one.</summary>
    private static void CheckReuse(HostJsonValues values)
    {
        if (values.Find($"{DurableTask}:overridableExistingInstanceStates") is { } value
            && !value.Text.Equals("NonRunningStates", StringComparison.OrdinalIgnoreCase))
            values.Problems.Add($"{value.Origin} is '{value.Text}'; the local host supports NonRunningStates only.");
    }

    private static TimeSpan? Timeout(HostJsonValues values, TimeSpan? fallback)
    {
        if (values.Find("functionTimeout") is not { } value) return fallback;
        if (value.Text == "-1") return null;
        if (TimeSpan.TryParse(value.Text, CultureInfo.InvariantCulture, out var timeout) && timeout > TimeSpan.Zero) return timeout;
        values.Problems.Add($"{value.Origin} is '{value.Text}'; give a time span such as 00:10:00, or -1 for none.");
        return fallback;
    }

    private static int Count(HostJsonValues values, string path, int fallback)
    {
        if (values.Find(path) is not { } value) return fallback;
        if (int.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0) return count;
        values.Problems.Add($"{value.Origin} is '{value.Text}'; give a whole number of at least 1.");
        return fallback;
    }

    private static T Choice<T>(HostJsonValues values, string path, T fallback)
        where T : struct, Enum
    {
        if (values.Find(path) is not { } value) return fallback;
        if (Enum.TryParse<T>(value.Text, ignoreCase: true, out var choice) && Enum.IsDefined(choice)) return choice;
        values.Problems.Add($"{value.Origin} is '{value.Text}'; give one of {string.Join(", ", Enum.GetNames<T>())}.");
        return fallback;
    }

    private static bool Flag(HostJsonValues values, string path)
    {
        if (values.Find(path) is not { } value) return false;
        if (bool.TryParse(value.Text, out var flag)) return flag;
        values.Problems.Add($"{value.Origin} is '{value.Text}'; give true or false.");
        return false;
    }

    private static Dictionary<string, string> Section(HostJsonValues values, string section, IConfiguration configuration) =>
        values.Under(section).ToDictionary(
            pair => pair.Key[(section.Length + 1)..], pair => Resolved(values, pair.Key, configuration) ?? "",
                StringComparer.OrdinalIgnoreCase);

    private static string? Resolved(HostJsonValues values, string path, IConfiguration configuration)
    {
        if (values.Find(path) is not { } value) return null;
        var resolved = new SettingResolver(configuration).Resolve(value.Text, out var problem);
        if (problem is not null) values.Problems.Add($"{value.Origin}: {problem}");
        return resolved;
    }

    private static Dictionary<string, LogLevel> Levels(HostJsonValues values)
    {
        var levels = new Dictionary<string, LogLevel>(StringComparer.OrdinalIgnoreCase);
        foreach (var (path, value) in values.Under("logging:logLevel"))
        {
            if (Enum.TryParse<LogLevel>(value.Text, ignoreCase: true, out var level) && Enum.IsDefined(level))
                levels[path["logging:logLevel:".Length..]] = level;
            else
                values.Problems.Add($"{value.Origin} is '{value.Text}'; give one of {string.Join(", ", Enum.GetNames<LogLevel>())}.");
        }

        return levels;
    }
}
