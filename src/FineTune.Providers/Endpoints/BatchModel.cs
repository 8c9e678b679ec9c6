namespace FineTune.Providers.Endpoints;

/// <summary>
/// The name of a model in the lines of a batch. On Azure a deployment serves either single calls or batches, so a deployment that
/// answers single calls has a sister (sku GlobalBatch or DataZoneBatch) for batches.
/// </summary>
internal static class BatchModel
{
    public static string Of(string model, string? deployments) =>
        deployments is not null && Parse(deployments)?.GetValueOrDefault(model) is { } batch ? batch : model;

    /// <summary>Pairs of <c>name=batch name</c>; null where the text does not read so.</summary>
    public static IReadOnlyDictionary<string, string>? Parse(string text)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (pair.Split('=', StringSplitOptions.TrimEntries) is not [{ Length: > 0 } model, { Length: > 0 } batch] || !names.TryAdd(model, batch))
            {
                return null;
            }
        }

        return names.Count > 0 ? names : null;
    }
}
