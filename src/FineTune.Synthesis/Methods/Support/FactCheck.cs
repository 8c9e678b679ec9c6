using System.Globalization;
using System.Text.RegularExpressions;
using FineTune.Core.Text;

namespace FineTune.Synthesis.Methods.Support;

/// <summary>
/// Whether what an agent states stands in the context: e-mail addresses, web addresses, order numbers, months beside a number, and numbers with their
/// prices, dates and times. A single digit without a currency or percent sign is not a fact: such are counted in words, and steps are numbered.
/// </summary>
public static partial class FactCheck
{
    private static readonly string[] Months = [.. CultureInfo.InvariantCulture.DateTimeFormat.MonthNames.Where(month => month.Length > 0).Select(month => month[..3].ToLowerInvariant())];

    private static readonly string[] Words =
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"];

    private static readonly (string Word, string Number)[] Tens =
        [("thirty", "30"), ("forty", "40"), ("fifty", "50"), ("sixty", "60"), ("seventy", "70"), ("eighty", "80"), ("ninety", "90"), ("hundred", "100"), ("thousand", "1000")];

    /// <summary>How many facts of a text the context does not have.</summary>
    public static int Unknown(string text, string context)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(context);
        var known = Known(context);
        return Facts(text).Count(fact => !known.Contains(fact));
    }

    /// <summary>The facts of a text, each once, in a form that does not depend on how it is written.</summary>
    public static IReadOnlySet<string> Facts(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var facts = new HashSet<string>(StringComparer.Ordinal);
        var rest = Address().Replace(text, match =>
        {
            facts.Add(match.Value.TrimEnd('.', ',', ')', '/').ToLowerInvariant());
            return " ";
        });
        foreach (var month in DayAndMonth().Matches(rest).Select(match => match.Groups["m"].Value))
        {
            facts.Add(month[..3].ToLowerInvariant());
        }

        foreach (Match match in Token().Matches(rest))
        {
            facts.UnionWith(Token(match.Value, rest, match.Index, match.Length));
        }

        return facts;
    }

    /// <summary>More than the facts: all that a fact may be found by.</summary>
    private static HashSet<string> Known(string context)
    {
        var known = new HashSet<string>(Facts(context), StringComparer.Ordinal);
        foreach (Match number in Digits().Matches(context))
        {
            known.Add(Plain(number.Value));
        }

        foreach (Match date in IsoDate().Matches(context))
        {
            known.Add(Months[int.Parse(date.Groups[1].Value, CultureInfo.InvariantCulture) - 1]);
        }

        foreach (var word in RougeTokens.Of(context))
        {
            if (Array.IndexOf(Words, word) is var number and >= 0)
            {
                known.Add(number.ToString(CultureInfo.InvariantCulture));
            }

            known.UnionWith(Tens.Where(ten => ten.Word == word).Select(ten => ten.Number));
            known.UnionWith(Months.Where(month => word.StartsWith(month, StringComparison.Ordinal)));
        }

        return known;
    }

    private static IEnumerable<string> Token(string token, string text, int at, int length)
    {
        var letters = Label().Replace(token.TrimStart('#'), "");
        if (letters.Any(char.IsAsciiLetter) && !Ordinal().IsMatch(letters))
        {
            yield return letters.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
            yield break;
        }

        var numbers = Digits().Matches(letters).Select(match => match.Value).ToList();
        if (numbers is [{ Length: 1 } single] && letters.Length == 1 && !HasUnit(text, at, length))
        {
            yield break;
        }

        foreach (var number in numbers)
        {
            yield return Plain(number);
        }
    }

    private static bool HasUnit(string text, int at, int length)
    {
        var after = text.AsSpan(at + length).TrimStart(' ');
        return (at > 0 && "$€£".Contains(text[at - 1], StringComparison.Ordinal)) || (after.Length > 0 && "%€".Contains(after[0], StringComparison.Ordinal));
    }

    /// <summary>Without thousands separators, leading zeros and trailing zeros behind the point.</summary>
    private static string Plain(string number)
    {
        var plain = Thousands().Replace(number, "").Replace(',', '.');
        plain = plain.Contains('.', StringComparison.Ordinal) ? plain.TrimEnd('0').TrimEnd('.') : plain;
        return plain.TrimStart('0') is { Length: > 0 } rest ? rest : "0";
    }

    [GeneratedRegex(@"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,24}){1,4}|\b(?:https?://|www\.)[^\s<>""']{1,200}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Address();

    /// <summary>A run of letters, digits and joining signs that has a digit.</summary>
    [GeneratedRegex(@"#?(?<![\w])[A-Za-z]{0,12}[-_]?\d(?:[\w-]|[.,:/](?=\d)){0,40}", RegexOptions.CultureInvariant)]
    private static partial Regex Token();

    [GeneratedRegex(@"\d{1,30}(?:[.,]\d{1,30})*", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();

    [GeneratedRegex(@"[,.](?=\d{3}(?:[,.]|\z))(?<!\A0[,.])", RegexOptions.CultureInvariant)]
    private static partial Regex Thousands();

    /// <summary>Words that only introduce a number.</summary>
    [GeneratedRegex(@"\A(?:order|orders|no|nr|id|ticket|case|invoice|ref|number)[-_]?(?=\d)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Label();

    [GeneratedRegex(@"\A\d[\d.,:/-]*(?:st|nd|rd|th|am|pm|h|x|s|€|-?(?:day|days|hour|hours|year|month|week|minute|inch|percent)[\w-]*)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Ordinal();

    [GeneratedRegex(
        @"\b\d{1,2}(?:st|nd|rd|th|\.)?(?: of)? (?<m>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\b|\b(?<m>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? \d{1,4}\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DayAndMonth();

    [GeneratedRegex(@"\b\d{4}-(0[1-9]|1[0-2])-\d{2}\b", RegexOptions.CultureInvariant)]
    private static partial Regex IsoDate();
}
