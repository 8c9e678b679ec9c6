using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace FunctionsHost.Local.HostJson;

/// <summary>Replaces %Name% by the setting of that name, as the Functions host does in schedules, blob paths and the hub name.</summary>
internal sealed partial class SettingResolver(IConfiguration configuration)
{
    /// <summary>Null and a problem where a setting is missing or empty; the text itself where it names none.</summary>
    public string? Resolve(string text, out string? problem)
    {
        string? missing = null;
        var resolved = SettingName().Replace(text, match =>
        {
            var name = match.Groups[1].Value;
            var value = configuration[name] ?? configuration[name.Replace("__", ":", StringComparison.Ordinal)];
            if (!string.IsNullOrEmpty(value)) return value;
            missing ??= name;
            return "";
        });
        problem = missing is null ? null
            : $"'{text}' names the setting '{missing}', which is not set. Set it in the app settings (environment or "
                + "local.settings.json).";
        return missing is null ? resolved : null;
    }

    [GeneratedRegex("%([^%]+)%", RegexOptions.CultureInvariant)]
    private static partial Regex SettingName();
}
