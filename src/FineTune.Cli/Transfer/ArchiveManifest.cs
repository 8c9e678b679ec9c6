namespace FineTune.Cli.Transfer;

/// <summary>The contents of a lineage's archive (<c>manifest.json</c>, its last entry).</summary>
/// <param name="Format">Of the archive. A reader refuses newer formats.</param>
internal sealed record ArchiveManifest(int Format, string Lineage, DateTimeOffset ExportedAt, IReadOnlyList<ArchivedBlob> Blobs)
{
    public const int CurrentFormat = 1;

    public const string EntryName = "manifest.json";
}

/// <summary>One blob; its bytes are the entry <c>{container}/{name}</c>.</summary>
/// <param name="Sha256">Of the bytes, in lower-case hex.</param>
internal sealed record ArchivedBlob(string Container, string Name, long Bytes, string Sha256, IReadOnlyDictionary<string, string> Metadata)
{
    public string EntryName => $"{Container}/{Name}";
}
