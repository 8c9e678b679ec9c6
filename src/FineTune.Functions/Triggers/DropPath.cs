using FineTune.Datasets.Formats;

namespace FineTune.Functions.Triggers;

/// <summary>The lineage and name in a drop's path, read as the blob trigger reads them: the lineage takes all but the last segment.</summary>
internal readonly record struct DropPath(string Lineage, string Name)
{
    /// <summary>Null when the file lies in no folder, or is one that is still being written.</summary>
    public static DropPath? Parse(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash > 0 && path.Length > slash + 1 && !DropFormat.IsTemporary(path[(slash + 1)..])
            ? new DropPath(path[..slash], path[(slash + 1)..])
            : null;
    }
}
