using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Chat.Teaching;

/// <summary>Examples for a task of which only the words are known. Inputs are everyday notes; outputs are made of the input and fit the task by luck only.</summary>
internal static partial class TaskExamples
{
    private static readonly string[] Notes =
    [
        "The ferry to the island leaves at seven and again at noon. On Sundays only the later one sails.",
        "Our neighbour lent us her ladder so that we could clear the gutters before the storm came.",
        "The library will close for two weeks in March while the reading room gets a new floor.",
        "I ordered the blue kettle, but the parcel held a toaster and somebody else's invoice.",
        "After the rehearsal the choir shared soup and bread in the small kitchen behind the stage.",
        "The hikers missed the last bus and walked the nine kilometres back along the river.",
        "Her grandfather repaired clocks for forty years and never wore a watch himself.",
        "The committee agreed to plant twelve lime trees between the school and the market.",
        "Please send the signed form to the office by Thursday, or the place goes to the next in line.",
        "A power cut stopped the dishwasher halfway, so we finished the plates by candlelight.",
        "The museum lets children in for free and asks adults to pay what they can.",
        "He learned to swim at fifty and crossed the lake a year later.",
    ];

    private static readonly string[][] Labels = [["Yes", "No"], ["Positive", "Negative"], ["True", "False"]];

    public static bool IsClassification(string task) => Classifying().IsMatch(task);

    public static string ByInput(string task, int count, SeededRandom random, double badRate)
    {
        var made = new StringBuilder();
        var notes = Notes.ToList();
        random.Shuffle(notes);
        foreach (var (index, note) in notes.Take(1 + random.Next(Math.Min(Math.Max(1, count), 3))).Index())
        {
            var output = random.Chance(badRate) ? "" : Output(task, note, random);
            made.Append(CultureInfo.InvariantCulture, $"Example {index + 1}\nInput: {note}\nOutput: {output}\n");
        }

        return made.ToString();
    }

    public static string ByLabel(string task, int count, SeededRandom random)
    {
        var named = Options().Match(task) is { Success: true } options
            ? options.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : random.Pick(Labels);
        var notes = Notes.ToList();
        random.Shuffle(notes);
        return string.Concat(named.Zip(notes).Take(Math.Max(1, count)).Select(pair => $"Class label: {pair.First.TrimEnd('.')}\nText: {pair.Second}\n"));
    }

    private static string Output(string task, string note, SeededRandom random)
    {
        var words = Words.Of(note).Where(word => !Words.IsStop(word) && word.Length > 3).Distinct().ToList();
        return random.Next(3) switch
        {
            0 => Sentences.Pieces(note)[0].Text,
            1 => $"It is about {string.Join(", ", words.Take(3))}.",
            _ => $"{string.Join(' ', Words.Of(task).Take(6))}: {string.Join(", ", words.Take(4))}.",
        };
    }

    [GeneratedRegex(@"\b(classif\w*|whether|which of|true or false|positive|sentiment|categor\w+|label|options?|decide if|is (?:it|this|the following))\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Classifying();

    [GeneratedRegex(@"[Oo]ptions?: ([^.\n]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Options();
}
