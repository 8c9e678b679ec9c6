namespace FineTune.Core.Lineages;

/// <summary>Settings completed from the app's defaults.</summary>
public static class LineageDefaultsExtensions
{
    /// <summary>Fills the roles that the lineage leaves open; a role without a default stays open.</summary>
    public static LineageSettings WithDefaults(this LineageSettings settings, LineageDefaults defaults)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(defaults);
        return settings with { Models = defaults.Complete(settings.Models) };
    }
}
