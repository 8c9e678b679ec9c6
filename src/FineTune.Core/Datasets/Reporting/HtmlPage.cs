using System.Runtime.CompilerServices;
using System.Text;

namespace FineTune.Core.Datasets.Reporting;

/// <summary>A page that is written piece by piece. What stands in the holes of a piece is encoded, always.</summary>
internal sealed class HtmlPage
{
    public StringBuilder Text { get; } = new();

    /// <summary>Adds markup; its holes are text from outside.</summary>
    public HtmlPage Add([InterpolatedStringHandlerArgument("")] EncodedMarkup markup)
    {
        _ = markup;
        return this;
    }

    /// <summary>Adds a table of rows; the first row has the headings. Columns of numbers are right-aligned.</summary>
    public HtmlPage Table(string caption, IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<Cell>> rows)
    {
        Add($"<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{caption}\"><table><caption>{caption}</caption><thead><tr>");
        foreach (var heading in headings)
        {
            Add($"<th scope=\"col\">{heading}</th>");
        }

        Add($"</tr></thead><tbody>\n");
        foreach (var row in rows)
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
