using System.Globalization;
using System.Text.RegularExpressions;
using FineTune.LocalProvider.Chat.Requests;
using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Chat.Teaching;

/// <summary>
/// Answers the prompts of the self-instruct family, known by their own words: a numbered series of tasks, whether a task is a classification, examples for a task, a list of tasks in
/// Alpaca's form, and an instruction to rewrite. Null for any other prompt.
/// </summary>
internal static partial class TaskTeacher
{
    public static ChatAnswer? Answer(string prompt, SeededRandom random, double badRate) =>
        Series().Match(prompt) is { Success: true } series ? new ChatAnswer(TaskSeries.Numbered(prompt, Number(series, 1), Number(series, 2), random))
        : List().Match(prompt) is { Success: true } list ? new ChatAnswer(TaskSeries.Alpaca(prompt, Number(list, 1), Number(list, 2), random, badRate))
        : Kind().Match(prompt) is { Success: true } kind ? new ChatAnswer(TaskExamples.IsClassification(kind.Groups[1].Value) ? "Yes" : "No")
        : Examples().Match(prompt) is { Success: true } examples ? new ChatAnswer(ExamplesOf(examples, random, badRate))
        : Framed().Match(prompt) is { Success: true } framed ? new ChatAnswer(Evolution.Of(framed.Groups[1].Value.Trim(), prompt, random))
        : null;

    private static string ExamplesOf(Match asked, SeededRandom random, double badRate)
    {
        var (count, task) = (Number(asked, 1), asked.Groups[3].Value.Trim());
        return asked.Groups[2].Value.StartsWith("with different labels", StringComparison.Ordinal)
            ? TaskExamples.ByLabel(task, count, random)
            : TaskExamples.ByInput(task, count, random, badRate);
    }

    private static int Number(Match match, int group) => Math.Min(200, int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"Continue the series with the tasks (\d{1,4}) to (\d{1,4})", RegexOptions.CultureInvariant)]
    private static partial Regex Series();

    [GeneratedRegex(@"Continue the list from (\d{1,4}) to (\d{1,4}) in exactly the same form", RegexOptions.CultureInvariant)]
    private static partial Regex List();

    [GeneratedRegex(@"(?:\A|\n)Task: ([^\n]*(?:\n(?!Task: |Is it classification)[^\n]*)*)\nIs it classification\?\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Kind();

    [GeneratedRegex(@"Write at most (\d{1,4}) examples for this task, (with different labels[^\n]*|each different from the others\.)\s+Task: ([\s\S]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Examples();

    [GeneratedRegex(@"between the lines[^\n]*\n\s*-----\n([\s\S]+?)\n-----\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Framed();
}
