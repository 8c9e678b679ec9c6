using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace FineTune.Datasets.Reports.Html;

/// <summary>Writes interpolated markup: literals as they are, values encoded and in invariant form.</summary>
[InterpolatedStringHandler]
internal readonly ref struct EncodedMarkup
{
    private readonly StringBuilder _text;

    public EncodedMarkup(int literalLength, int formattedCount, HtmlPage page)
    {
        _text = page.Text;
        _text.EnsureCapacity(_text.Length + literalLength + (8 * formattedCount));
    }

    public void AppendLiteral(string markup) => _text.Append(markup);

    public void AppendFormatted<T>(T value, string? format = null) => _text.Append(WebUtility.HtmlEncode(
        value is IFormattable formattable ? formattable.ToString(format, CultureInfo.InvariantCulture) : value?.ToString() ?? ""));
}
