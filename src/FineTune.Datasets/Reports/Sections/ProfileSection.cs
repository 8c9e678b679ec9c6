using FineTune.Datasets.Reports.Html;

namespace FineTune.Datasets.Reports.Sections;

/// <summary>What the valid lines are like.</summary>
internal static class ProfileSection
{
    public static void Write(HtmlPage page, DatasetReport report)
    {
        if (report.Profile is not { Rows: > 0 } profile)
        {
            return;
        }

        page.Add($"<section><h2>What the {Words.Number(profile.Rows, "valid example", "valid examples")} look like</h2>\n<div class=\"two\">\n");
        if (profile.Tokens.Total > 0)
        {
            BarChart.Distribution(page, "Tokens of an example", "tokens", profile.Tokens);
        }

        BarChart.Distribution(page, "Length of the answer", "characters", profile.AnswerCharacters);
        BarChart.Distribution(page, "Length of the question", "characters", profile.QuestionCharacters);
        BarChart.Distribution(page, "Messages of a conversation", "messages", profile.Turns);
        BarChart.Shares(page, "With a system message or tools", [new("system message", profile.WithSystem), new("tools", profile.WithTools)], profile.Rows);
        BarChart.Shares(page, "Shapes of the lines", profile.Shapes, profile.Rows);
        if (profile.Languages.Count > 0)
        {
            BarChart.Shares(page, "Languages of the answers, where recognised", profile.Languages, profile.Languages.Sum(language => language.Count));
        }

        page.Add($"</div>\n<p class=\"soft\"><small>Bars are ranges that grow with the value. Minimum, maximum and mean are exact; medians and percentiles are exact below 64 and off by at most one part in 64 above.</small></p></section>\n");
    }
}
