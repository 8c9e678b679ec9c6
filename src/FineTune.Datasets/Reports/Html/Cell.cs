namespace FineTune.Datasets.Reports.Html;

/// <summary>A cell of a table.</summary>
/// <param name="IsNumber">Right-aligned.</param>
/// <param name="Href">A place in the page that it leads to.</param>
/// <param name="Class">A class of the page's style.</param>
/// <param name="Id">A name of the cell, for links to it.</param>
internal readonly record struct Cell(string Text, bool IsNumber = false, string? Href = null, string? Class = null, string? Id = null)
{
    public static implicit operator Cell(string? text) => new(text ?? "");

    public static implicit operator Cell(long number) => new(Words.Count(number), IsNumber: true);

    public void Write(HtmlPage page)
    {
        page.Add($"<td class=\"{(IsNumber ? "n" : "")}\"");
        if (Id is not null)
        {
            page.Add($" id=\"{Id}\"");
        }

        page.Add($">");
        if (Href is not null)
        {
            page.Add($"<a href=\"#{Href}\">{Text}</a>");
        }
        else if (Class is not null)
        {
            page.Add($"<span class=\"{Class}\">{Text}</span>");
        }
        else
        {
            page.Add($"{Text}");
        }

        page.Add($"</td>");
    }
}
