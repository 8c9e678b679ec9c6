using System.Runtime.CompilerServices;
using System.Text;

namespace FineTune.Datasets.Reports.Html;

/// <summary>A page that is written piece by piece. Interpolated values are always encoded.</summary>
internal sealed class HtmlPage
{
    public StringBuilder Text { get; } = new();

    /// <summary>Adds markup; its holes are text from outside.</summary>
    public HtmlPage Add([InterpolatedStringHandlerArgument("")] EncodedMarkup markup)
    {
        _ = markup;
        return this;
    }

    /// <summary>Adds a table. Columns of numbers are right-aligned, as the first row has them.</summary>
    public HtmlPage Table(string caption, IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<Cell>> rows)
    {
        var lines = rows.ToList();
        Add($"<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{caption}\"><table><caption>{caption}</caption><thead><tr>");
        foreach (var (column, heading) in headings.Index())
        {
            Add($"<th scope=\"col\" class=\"{(lines.Count > 0 && lines[0][column].IsNumber ? "n" : "")}\">{heading}</th>");
        }

        Add($"</tr></thead><tbody>\n");
        foreach (var row in lines)
        {
            Add($"<tr>");
            foreach (var cell in row)
            {
                cell.Write(this);
            }

            Add($"</tr>\n");
        }

        return Add($"</tbody></table></div>\n");
    }

    public override string ToString() => Text.ToString();
}
