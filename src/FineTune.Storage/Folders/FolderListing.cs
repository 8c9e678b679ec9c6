using System.IO.Enumeration;

namespace FineTune.Storage.Folders;

/// <summary>The blob names of a container's folder. What starts with a dot is hidden, as are names that no blob can have.</summary>
internal static class FolderListing
{
    private static readonly EnumerationOptions Options = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.None,
        ReturnSpecialDirectories = false,
    };

    /// <summary>Up to <paramref name="count"/> names after <paramref name="after"/>, in ordinal order.</summary>
    public static List<string> Names(string containerFolder, string prefix, string? after, int count)
    {
        var slash = prefix.LastIndexOf('/');
        var start = slash < 0 ? containerFolder : Path.Combine(containerFolder, prefix[..slash]);
        if (!Directory.Exists(start))
        {
            return [];
        }

        var names = new FileSystemEnumerable<string>(start, (ref entry) => entry.ToFullPath(), Options)
        {
            ShouldIncludePredicate = (ref entry) => !entry.IsDirectory && !entry.FileName.StartsWith('.'),
            ShouldRecursePredicate = (ref entry) => !entry.FileName.StartsWith('.') && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        }
        .Select(path => Path.GetRelativePath(containerFolder, path).Replace(Path.DirectorySeparatorChar, '/'))
        .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && BlobNames.IsValid(name))
        .Where(name => after is null || string.CompareOrdinal(name, after) > 0);
        return [.. names.Order(StringComparer.Ordinal).Take(count)];
    }
}
