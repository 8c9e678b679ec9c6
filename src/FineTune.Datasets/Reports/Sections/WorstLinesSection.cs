using FineTune.Datasets.Profiles;
using FineTune.Datasets.Reports.Html;

namespace FineTune.Datasets.Reports.Sections;

/// <summary>The worst lines with what helps to see why.</summary>
internal static class WorstLinesSection
{
    public static void Write(HtmlPage page, DatasetReport report)
    {
        if (report.Profile is not { WorstLines: { Count: > 0 } lines })
        {
            return;
        }

        page.Add($"<section><h2>Worst lines</h2><p class=\"soft\"><small>By severity, then by number of findings; at most three of one kind. Excerpts have at most {LineExcerpt.MaxCharacters} characters; what looks like a secret or personal data is masked.</small></p>\n");
        foreach (var line in lines)
        {
            Write(page, line);
        }

        page.Add($"</section>\n");
    }

    private static void Write(HtmlPage page, WorstLine line)
    {
        page.Add($"<article class=\"line\"><h3>Line {line.Line:N0} <span class=\"{(line.Rejected ? "error" : "good")}\">{(line.Rejected ? "rejected" : "kept")}</span></h3><ul>\n");
        foreach (var problem in line.Problems)
        {
            page.Add($"<li><a href=\"#{problem.Rule}\">{problem.Rule}</a> {problem.Message}</li>\n");
        }

        page.Add($"</ul>\n");
        if (line.Findings > line.Problems.Count)
        {
            page.Add($"<p class=\"soft\"><small>and {line.Findings - line.Problems.Count} more</small></p>\n");
        }

        if (line.Turns.Count > 0)
        {
            page.Add($"<div class=\"turns\" aria-label=\"Messages or fields with their lengths in characters\">");
            foreach (var turn in line.Turns)
            {
                page.Add($"<span>{turn.Role} {turn.Characters:N0}{(turn.ToolCalls ? " + tool calls" : "")}</span>");
            }

            page.Add($"{(line.MoreTurns > 0 ? $"and {line.MoreTurns} more" : "")}</div>\n");
        }

        if (!string.IsNullOrEmpty(line.Excerpt))
        {
            page.Add($"<pre>{line.Excerpt}</pre>\n");
        }

        page.Add($"</article>\n");
    }
}
