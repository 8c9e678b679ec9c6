using FineTune.Core.Lineages;
using FineTune.Core.Lineages.Reading;
using FineTune.Core.Storage;

namespace FineTune.Functions.Activities.Intake;

/// <summary>Reads the settings of a lineage and fills in the app's defaults.</summary>
internal static class LineageSettingsBlob
{
    /// <summary>Settings, or an error. A missing blob means defaults.</summary>
    public static async Task<(LineageSettings? Settings, string? Error)> LoadAsync(
        IBlobStore store, LineageDefaults defaults, string lineage, CancellationToken cancellationToken)
    {
        var blob = BlobPaths.Settings(lineage);
        var settings = new LineageSettings();
        await using (var download = await store.OpenReadAsync(blob, cancellationToken: cancellationToken))
        {
            if (download is not null)
            {
                using var buffer = new MemoryStream();
                await download.Content.CopyToAsync(buffer, cancellationToken);
                var parsed = LineageSettingsReader.Parse(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
                if (parsed.Settings is null)
                {
                    return (null, $"The settings in {blob} are refused: {parsed.Error}");
                }

                settings = parsed.Settings;
            }
        }

        settings = settings.WithDefaults(defaults);
        return MissingRole(settings) is { } role
            ? (null, $"No {role} is configured: set models.{role} in {blob}, or DefaultLineage__... in the app's settings.")
            : (settings, null);
    }

    private static string? MissingRole(LineageSettings settings) =>
        settings.Models.Trainer is null ? "trainer"
        : settings.Generation.Enabled && settings.Models.Teacher is null ? "teacher"
        : settings.Models.Judges.Count == 0 ? "judges"
        : null;
}
