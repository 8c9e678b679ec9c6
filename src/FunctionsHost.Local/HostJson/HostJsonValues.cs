using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;

namespace FunctionsHost.Local.HostJson;

/// <summary>
/// The values of host.json by path (<c>extensions:durableTask:hubName</c>), settings laid over the file, all keys checked.
/// </summary>
internal sealed class HostJsonValues
{
    private const string OverridePrefix = "AzureFunctionsJobHost:";

    private readonly Dictionary<string, HostJsonValue> _values = new(StringComparer.OrdinalIgnoreCase);

    public List<string> Problems { get; } = [];

    public IEnumerable<KeyValuePair<string, HostJsonValue>> Under(string section) =>
        _values.Where(pair => pair.Key.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase));

    public HostJsonValue? Find(string path) => _values.GetValueOrDefault(path);

    public void AddFile(string path)
    {
        try
        {
            var options = new JsonDocumentOptions
            {
                AllowDuplicateProperties = false,
                AllowTrailingCommas = true,
                CommentHandling = JsonCommentHandling.Skip,
            };
            if (JsonNode.Parse(File.ReadAllText(path), null, options) is JsonObject root) AddObject(root, HostJsonSchema.Root, "");
            else Problems.Add("The file does not contain a JSON object.");
        }
        catch (JsonException error)
        {
            Problems.Add($"Not valid JSON at line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}: {error.Message}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Problems.Add($"The file cannot be read: {error.Message}");
        }
    }

    /// <summary>Settings may come with colons or with the double underscores of environment variables; both mean the same.</summary>
    public void AddOverrides(IConfiguration configuration)
    {
        foreach (var (key, value) in configuration.AsEnumerable())
        {
            var path = key.Replace("__", ":", StringComparison.Ordinal);
            if (value is null || !path.StartsWith(OverridePrefix, StringComparison.OrdinalIgnoreCase)) continue;
            AddOverride(path[OverridePrefix.Length..], value);
        }
    }

    private void AddObject(JsonObject json, HostJsonKey section, string path)
    {
        foreach (var (name, node) in json)
        {
            var key = section.Find(name);
            var childPath = path.Length == 0 ? name : $"{path}:{name}";
            if (key is null) Problems.Add(Unknown(JsonPath(childPath), name));
            else if (key.Use == HostJsonKeyUse.Section && node is JsonObject child) AddObject(child, key, childPath);
            else if (key.Use == HostJsonKeyUse.Section) Problems.Add($"{JsonPath(childPath)} must be an object.");
            else if (key.Use == HostJsonKeyUse.Map && node is JsonObject map) AddMap(map, childPath);
            else if (key.Use == HostJsonKeyUse.Map) Problems.Add($"{JsonPath(childPath)} must be an object.");
            else if (key.Use == HostJsonKeyUse.Value) AddValue(childPath, node);
        }
    }

    private void AddMap(JsonObject map, string path)
    {
        foreach (var (name, node) in map) AddValue($"{path}:{name}", node);
    }

    private void AddValue(string path, JsonNode? node)
    {
        if (node is JsonValue value) _values[path] = new HostJsonValue(value.ToString(), JsonPath(path));
        else if (node is not null) Problems.Add($"{JsonPath(path)} must be a single value.");
    }

    private void AddOverride(string path, string value)
    {
        var origin = $"setting AzureFunctionsJobHost__{path.Replace(":", "__", StringComparison.Ordinal)}";
        var key = HostJsonSchema.Root;
        foreach (var name in path.Split(':'))
        {
            if (key.Use is HostJsonKeyUse.Map or HostJsonKeyUse.AzureOnly) break;
            if (key.Find(name) is not { } child)
            {
                Problems.Add(Unknown(origin, name));
                return;
            }

            key = child;
        }

        if (key.Use == HostJsonKeyUse.Section) Problems.Add($"{origin} must name a key inside the section '{key.Name}'.");
        else if (key.Use != HostJsonKeyUse.AzureOnly) _values[path] = new HostJsonValue(value, origin);
    }

    private static string Unknown(string where, string name)
    {
        var known = HostJsonSchema.Root.PathsOf(name).ToList();
        return known.Count == 0
            ? $"{where} is not a key that the Functions host knows. Correct its spelling or remove it."
            : $"{where} is in the wrong place, where it would be ignored. The key '{name}' belongs at {string.Join(" or ", known)}.";
    }

    private static string JsonPath(string path) => $"$.{path.Replace(':', '.')}";
}

/// <param name="Text">The value as text.</param>
/// <param name="Origin">The JSON path or the setting that it comes from, for messages.</param>
internal sealed record HostJsonValue(string Text, string Origin);
