using FineTune.Cli.Errors;
using FineTune.Core.Lineages;
using FineTune.Core.Lineages.Reading;

namespace FineTune.Cli.Validating;

/// <summary>A lineage's settings from a file, as they would be in <c>lineages/</c>.</summary>
internal static class SettingsFile
{
    /// <exception cref="CommandException">The file cannot be read, or is refused.</exception>
    public static LineageSettings Read(string path)
    {
        try
        {
            var result = LineageSettingsReader.Parse(File.ReadAllBytes(path));
            return result.Settings ?? throw new CommandException($"'{path}': {result.Error}", "Correct the settings; docs/schemas/lineage.json describes them.", ExitCodes.Usage);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandException($"The settings '{path}' cannot be read: {e.Message}", "Name a file that contains a lineage's settings.", ExitCodes.Usage, e);
        }
    }
}
