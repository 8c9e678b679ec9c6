using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Chat.Teaching;

/// <summary>Continues lists of tasks with recombinations of those that stand in them.</summary>
internal static partial class TaskSeries
{
    /// <summary>Tasks alone, each on one line behind its number. What a task is answered with is not known, so its own words stand in where a recombination needs some.</summary>
    public static string Numbered(string prompt, int first, int last, SeededRandom random)
    {
        var shown = Item().Matches(prompt).Select(match => match.Groups[1].Value.Trim()).Where(text => text.Length > 0).Select(text => new Demonstration(text, text)).ToList();
        var answer = new StringBuilder();
        var recombiner = shown.Count == 0 ? null : new Recombiner(shown, random);
        for (var number = first; recombiner is not null && number <= last; number++)
            answer.Append(CultureInfo.InvariantCulture, $"{number}. {Space().Replace(recombiner.Next().Instruction, " ").Trim()}\n");
        return answer.ToString();
    }

    /// <summary>Tasks with input and output in Alpaca's form. A share has no output.</summary>
    public static string Alpaca(string prompt, int first, int last, SeededRandom random, double badRate)
    {
        var shown = Record().Matches(prompt).Select(match => new Demonstration(match.Groups[1].Value.Trim(), match.Groups[2].Value.Trim()))
            .Where(demonstration => demonstration.Instruction.Length > 0).ToList();
        var answer = new StringBuilder();
        var recombiner = shown.Count == 0 ? null : new Recombiner(shown, random);
        for (var number = first; recombiner is not null && number <= last; number++)
        {
            var made = recombiner.Next();
            var output = random.Chance(badRate) ? "" : made.Response;
            answer.Append(CultureInfo.InvariantCulture, $"{(number == first ? "" : "###\n")}{number}. Instruction: {made.Instruction}\n{number}. Input:\n<noinput>\n{number}. Output:\n{output}\n");
        }

        return answer.ToString();
    }

    [GeneratedRegex(@"^\d{1,4}\. (?!Instruction:|Input:|Output:)([^\n]+)$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Item();

    [GeneratedRegex(@"^\d{1,4}\. Instruction: ([\s\S]*?)\n\d{1,4}\. Input:\n[\s\S]*?\n\d{1,4}\. Output:\n([\s\S]*?)(?=\n###)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Record();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Space();
}
