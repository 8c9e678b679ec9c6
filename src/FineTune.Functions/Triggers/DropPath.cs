namespace FineTune.Functions.Triggers;

/// <summary>The lineage and name in a drop's path, read as the blob trigger reads them: the lineage takes all but the last segment.</summary>
internal readonly record struct DropPath(string Lineage, string Name)
{
    private const string Extension = ".jsonl";

    /// <summary>Null when the path is not the path of a drop.</summary>
    public static DropPath? Parse(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash > 0 && path.Length > slash + 1 + Extension.Length && path.EndsWith(Extension, StringComparison.Ordinal)
            ? new DropPath(path[..slash], path[(slash + 1)..^Extension.Length])
            : null;
    }
}
