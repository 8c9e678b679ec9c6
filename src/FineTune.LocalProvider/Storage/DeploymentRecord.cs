namespace FineTune.LocalProvider.Storage;

/// <summary>A deployment of a model under a name of an account.</summary>
internal sealed record DeploymentRecord(string Key, long Ordinal, long CreatedMs, double DurationMs, string Name, string ResourceId, string Model, string Sku, int Capacity) : IStoredRecord
{
    public string Version { get; init; } = "1";

    public bool Fails { get; init; }
}
