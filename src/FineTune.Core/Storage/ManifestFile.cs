namespace FineTune.Core.Storage;

/// <summary>One file of an increment.</summary>
public sealed record ManifestFile(string Name, long Rows, long Bytes, string Sha256);
