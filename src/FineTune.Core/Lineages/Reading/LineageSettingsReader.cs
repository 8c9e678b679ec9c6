using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace FineTune.Core.Lineages.Reading;

/// <summary>Reads a lineage's settings. Strict: what is misspelt or out of range is refused with its path and what is allowed.</summary>
public static class LineageSettingsReader
{
    /// <summary>Never throws for what the bytes hold. A byte order mark is skipped. An empty object means all defaults.</summary>
    public static LineageSettingsResult Parse(ReadOnlySpan<byte> json)
    {
        if (json.StartsWith("\uFEFF"u8))
        {
            json = json[3..];
        }

        if (!Utf8.IsValid(json))
        {
            return Refused("The settings are not UTF-8. Save the file as UTF-8.");
        }

        if (json.IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            return Refused("The settings are empty. Write {} for the defaults, or delete the file.");
        }

        try
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetString(json));
            if (SettingsShape.Problem(document.RootElement, typeof(LineageSettings), "$") is { } problem)
            {
                return Refused(problem);
            }

            var settings = document.RootElement.Deserialize<LineageSettings>(FineTuneJson.Options)!;
            return SettingsRanges.Problems(settings).FirstOrDefault() is { } outOfRange ? Refused(outOfRange) : new LineageSettingsResult(settings, null);
        }
        catch (JsonException e) when (e.LineNumber is { } line)
        {
            return Refused($"The settings are not JSON: see line {line + 1}, column {(e.BytePositionInLine ?? 0) + 1}.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Refused("The settings contain text that is not well formed. Write them again as plain JSON.");
        }
    }

    private static LineageSettingsResult Refused(string error) => new(null, error);
}
