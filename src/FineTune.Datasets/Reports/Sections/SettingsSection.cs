using System.Text.Json;
using FineTune.Core;
using FineTune.Datasets.Reports.Html;

namespace FineTune.Datasets.Reports.Sections;

/// <summary>The settings that were followed.</summary>
internal static class SettingsSection
{
    public static void Write(HtmlPage page, DatasetReport report)
    {
        if (report.Settings is { } settings)
        {
            page.Add($"<section><h2>Settings in effect</h2><details><summary>Show them</summary>\n");
            page.Table("The lineage's settings, including defaults", ["Setting", "Value"], Rows("", JsonSerializer.SerializeToElement(settings, FineTuneJson.Options)));
            page.Add($"</details></section>\n");
        }
    }

    private static IEnumerable<Cell[]> Rows(string path, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Rows(path.Length == 0 ? member.Name : $"{path}.{member.Name}", member.Value)),
        JsonValueKind.Array when value.GetArrayLength() > 0 => value.EnumerateArray().Index().SelectMany(item => Rows($"{path}[{item.Index}]", item.Item)),
        JsonValueKind.Array => [[path, "none"]],
        _ => [[path, value.ToString()]],
    };
}
