using System.Globalization;
using System.Text.RegularExpressions;

namespace FineTune.Synthesis.Filters;

/// <summary>Checks the sums in a text: numbers, one operator between each two, an equals sign and a number.</summary>
internal static partial class Arithmetic
{
    /// <summary>
    /// Whether a sum has another result than the text says. Results may be rounded to the digits shown; a sum that is part of a longer
    /// expression, has a remainder or a modulus, or is beyond ordinary numbers is passed over, and so are mixed numbers (1 1/2).
    /// </summary>
    public static bool IsWrong(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (Match sum in Sums().Matches(text))
        {
            var numbers = sum.Groups["n"].Captures.Select(capture => Number(capture.Value)).ToList();
            var operators = sum.Groups["o"].Captures.Select(capture => char.ToLowerInvariant(capture.Value[0])).ToList();
            if (!numbers.Contains(null) && Number(sum.Groups["r"].Value) is { } shown
                && Value(numbers.ConvertAll(number => number!.Value), operators) is { } value && !IsAbout(value, shown, sum.Groups["r"].Value, operators))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsAbout(double value, double shown, string text, List<char> operators)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? 0 : text.Length - point - 1;
        var divides = operators.Exists(sign => sign is '/' or '÷');
        var unit = Math.Pow(10, -digits);
        var tolerance = divides || digits > 0 ? unit / 2 : 0;
        var slack = Math.Abs(value) * 1e-9;

        // Rounded, or of a division cut off.
        return Math.Abs(value - shown) <= tolerance + slack || (divides && value >= shown && value - shown < unit);
    }

    /// <summary>Products before sums; null for a division by zero.</summary>
    private static double? Value(List<double> numbers, List<char> operators)
    {
        var sum = 0.0;
        var product = numbers[0];
        for (var i = 0; i < operators.Count; i++)
        {
            var next = numbers[i + 1];
            switch (operators[i])
            {
                case '*' or 'x' or '×' or '·':
                    product *= next;
                    break;
                case '/' or '÷' when next == 0:
                    return null;
                case '/' or '÷':
                    product /= next;
                    break;
                default:
                    sum += product;
                    product = operators[i] == '+' ? next : -next;
                    break;
            }
        }

        return sum + product is var value && double.IsFinite(value) && Math.Abs(value) < 1e12 ? value : null;
    }

    private static double? Number(string text) =>
        double.TryParse(text.Trim('$', '€', '£', ' '), NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex(
        @"(?<![\w.,$€£√^])(?<![%^)(*/+\-−–×÷=·√<>][ \t]{0,3})(?<!\d[ \t]{1,3})(?<n>[$€£]?\d{1,9}(?:,\d{3})*(?:\.\d{1,9})?)(?:[ \t]{0,3}(?<o>[+\-−*/×÷·]|x)[ \t]{0,3}(?<n>[$€£]?\d{1,9}(?:,\d{3})*(?:\.\d{1,9})?)){1,12}[ \t]{0,3}=[ \t]{0,3}(?<r>[$€£]?\d{1,12}(?:,\d{3})*(?:\.\d{1,9})?)(?![\w%^°]|[.,:]\d|[ \t]{0,3}(?:[+\-−*/×÷·=^(!%]|x[ \t]?\d|r(?:emainder)?\b|mod\b|\(?mod\b|\d|and\b))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Sums();
}
