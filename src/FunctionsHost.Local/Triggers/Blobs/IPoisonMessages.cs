namespace FunctionsHost.Local.Triggers.Blobs;

/// <summary>The blobs that were given up.</summary>
public interface IPoisonMessages
{
    /// <summary>Newest first.</summary>
    IReadOnlyList<PoisonMessage> List(int limit = 100);
}
