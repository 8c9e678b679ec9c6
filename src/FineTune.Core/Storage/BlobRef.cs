namespace FineTune.Core.Storage;

/// <summary>The place of one blob: a container and a name inside it. Safe to keep in orchestration history.</summary>
public readonly record struct BlobRef(string Container, string Name)
{
    public override string ToString() => $"{Container}/{Name}";
}
