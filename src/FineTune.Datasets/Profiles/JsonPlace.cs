using System.Globalization;
using System.Text.Json;

namespace FineTune.Datasets.Profiles;

/// <summary>Follows the JSON path of a finding into its line.</summary>
internal static class JsonPlace
{
    /// <summary>What lies at the path, or the innermost value on the way to it that exists.</summary>
    public static JsonElement Find(JsonElement root, string? path)
    {
        var at = root;
        foreach (var step in Steps(path ?? "$"))
        {
            if (at.ValueKind == JsonValueKind.Array && int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < at.GetArrayLength())
            {
                at = at[index];
            }
            else if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(step, out var member))
            {
                at = member;
            }
            else
            {
                break;
            }
        }

        return at;
    }

    private static string[] Steps(string path) => path.TrimStart('$').Split(['.', '[', ']', '\''], StringSplitOptions.RemoveEmptyEntries);
}
