using System.Globalization;
using FineTune.Core.Text;

namespace FineTune.Synthesis.Novelty;

/// <summary>
/// The words that most instructions of a set share, wherever they stand: the text of a template around what differs. Compared as they are, such
/// instructions all look alike; so novelty compares what is left. A set without a template is compared as it is.
/// </summary>
public sealed class Boilerplate
{
    /// <summary>A run of this many words is looked at as one.</summary>
    public const int RunWords = 4;

    /// <summary>A run in more than this share of the instructions is boilerplate.</summary>
    public const double InMoreThan = 0.6;

    /// <summary>From this mean share on, a set is dominated by its template.</summary>
    public const double DominatedFrom = 0.5;

    /// <summary>Fewer instructions show no template.</summary>
    public const int MinRows = 10;

    private const int MaxRows = 500;
    private const int EndWords = 500;
    private readonly HashSet<ulong> _runs;

    private Boilerplate(HashSet<ulong> runs) => _runs = runs;

    public static Boilerplate None { get; } = new([]);

    /// <summary>Whether anything is taken away.</summary>
    public bool IsFound => _runs.Count > 0;

    /// <summary>The mean share of an instruction's words that are boilerplate, 0 to 1.</summary>
    public double Share { get; private init; }

    public bool IsDominated => Share >= DominatedFrom;

    /// <summary>Looks at the first 500 instructions and, of long ones, at the first and the last 500 words.</summary>
    public static Boilerplate Find(IEnumerable<string> instructions)
    {
        ArgumentNullException.ThrowIfNull(instructions);
        var rows = instructions.Take(MaxRows).Select(text => RougeTokens.Of(text)).Where(words => words.Count > 0).ToList();
        if (rows.Count < MinRows)
        {
            return None;
        }

        var counts = new Dictionary<ulong, int>();
        foreach (var run in rows.SelectMany(row => Runs(Ends(row)).Distinct()))
        {
            counts[run] = counts.GetValueOrDefault(run) + 1;
        }

        var common = counts.Where(count => count.Value > InMoreThan * rows.Count).Select(count => count.Key).ToHashSet();
        return common.Count == 0 ? None : new Boilerplate(common) { Share = rows.Average(row => Covered(row, common).Count(covered => covered) / (double)row.Count) };
    }

    /// <summary>The text's words without boilerplate; the text as it is where there is none, or nothing else.</summary>
    public string Strip(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!IsFound)
        {
            return text;
        }

        var words = RougeTokens.Of(text);
        var covered = Covered(words, _runs);
        var rest = words.Where((_, index) => !covered[index]).ToList();
        return rest.Count == 0 || rest.Count == words.Count ? text : string.Join(' ', rest);
    }

    /// <summary>For the report; null when there is nothing to say. Never quotes a row.</summary>
    public string? Note() => !IsFound ? null : string.Create(
        CultureInfo.InvariantCulture,
        $"The instructions {(IsDominated ? "are template-dominated" : "share a template")}: {100 * Share:0} percent of an instruction's words, on average, occur in more than {100 * InMoreThan:0} percent of all instructions. Novelty compares the rest.");

    private static bool[] Covered(List<string> words, HashSet<ulong> runs)
    {
        var covered = new bool[words.Count];
        foreach (var (start, run) in Runs(words).Index())
        {
            if (runs.Contains(run))
            {
                covered.AsSpan(start, RunWords).Fill(true);
            }
        }

        return covered;
    }

    private static List<string> Ends(List<string> words) => words.Count <= 2 * EndWords ? words : [.. words.Take(EndWords), .. words.TakeLast(EndWords)];

    private static IEnumerable<ulong> Runs(List<string> words)
    {
        for (var start = 0; start + RunWords <= words.Count; start++)
        {
            yield return Hash(words, start);
        }
    }

    /// <summary>FNV-1a over the words of a run.</summary>
    private static ulong Hash(List<string> words, int start)
    {
        var hash = 14695981039346656037UL;
        for (var word = start; word < start + RunWords; word++)
        {
            foreach (var letter in words[word])
            {
                hash = (hash ^ letter) * 1099511628211UL;
            }

            hash = (hash ^ ' ') * 1099511628211UL;
        }

        return hash;
    }
}
