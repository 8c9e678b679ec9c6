namespace FunctionsHost.Local.HostJson;

/// <summary>
/// One key that host.json may have: a section with keys of its own, a value read here, or one for the Functions host only.
/// </summary>
internal sealed record HostJsonKey(string Name, HostJsonKeyUse Use, IReadOnlyList<HostJsonKey> Children)
{
    public HostJsonKey? Find(string name) =>
        Children.FirstOrDefault(child => string.Equals(child.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The JSON paths at which a key of this name is known, for the hint after a misplaced one.</summary>
    public IEnumerable<string> PathsOf(string name, string path = "$")
    {
        foreach (var child in Children)
        {
            var childPath = $"{path}.{child.Name}";
            if (string.Equals(child.Name, name, StringComparison.OrdinalIgnoreCase)) yield return childPath;
            foreach (var found in child.PathsOf(name, childPath)) yield return found;
        }
    }
}

internal enum HostJsonKeyUse
{
    /// <summary>An object whose keys are checked.</summary>
    Section,

    /// <summary>A single value that the local host reads.</summary>
    Value,

    /// <summary>An object of free keys with single values that the local host reads.</summary>
    Map,

    /// <summary>Only the Functions host uses it; its content is not read here.</summary>
    AzureOnly,
}
