using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Chat.Teaching;

/// <summary>
/// Makes new examples out of demonstrations: it tries several recombinations and keeps the first that is far enough, by ROUGE-L over the
/// instruction, from every demonstration and from what it made before; failing that, the farthest.
/// </summary>
internal sealed class Recombiner(IReadOnlyList<Demonstration> given, SeededRandom random)
{
    private const double FarEnough = 0.62;
    private const int Attempts = 14;
    private const int ComparedWords = 300;
    private const int LongestInstruction = 140;
    private const int Splices = 50;
    private const int LongestReworded = 2000;

    private readonly List<Demonstration> demonstrations = [.. given.Select(Open)];
    private readonly List<List<string>> known = [.. given.Select(d => Words.Of(d.Instruction, ComparedWords))];

    public Demonstration Next()
    {
        Demonstration? best = null;
        var least = double.MaxValue;
        for (var attempt = 0; attempt < Attempts && least > FarEnough; attempt++)
        {
            if (Attempt() is not { } made || made.Instruction.Length < 8 || made.Response.Length == 0 || !char.IsLetterOrDigit(made.Instruction[0]))
                continue;
            var words = Words.Of(made.Instruction, ComparedWords);
            if (words.Count > LongestInstruction)
                continue;
            var measure = new Rouge(words);
            var nearest = words.Count < 3 ? 1 : known.Max(measure.Against);
            if (nearest < least)
                (best, least) = (made, nearest);
        }

        var chosen = best ?? demonstrations[random.Next(demonstrations.Count)];
        known.Add(Words.Of(chosen.Instruction, ComparedWords));
        return chosen;
    }

    // A last line such as "Solution:" asks for the answer; it is no part of the task.
    private static Demonstration Open(Demonstration demonstration)
    {
        var asked = demonstration.Asked;
        return asked.Count > 1 && asked[^1].Text is { Length: < 20 } last && last.EndsWith(':') ? new Demonstration(Sentences.Join(asked.SkipLast(1)), demonstration.Response) : demonstration;
    }

    private Demonstration? Attempt()
    {
        var a = random.Pick(demonstrations);
        var b = random.Pick(demonstrations);
        // A demonstration without an answer has nothing to lend.
        if (a.Response.Length == 0 || b.Response.Length == 0)
            return null;
        var alone = ReferenceEquals(a, b);
        var choice = random.Next(100);
        if (choice < Splices && !alone)
            return Splicing.Of(a, b, random) is { } spliced ? Wording.For(spliced.Instruction, spliced.Response, random).Apply(spliced) : null;
        // A frame states facts about its texts (how many, which one), so the words change before it is put around them.
        if (a.Instruction.Length + b.Instruction.Length < LongestReworded)
        {
            var wording = Wording.For(a.Instruction + "\n" + b.Instruction, a.Response + "\n" + b.Response, random);
            (a, b) = (wording.Apply(a), wording.Apply(b));
        }

        return choice switch
        {
            < 74 when !alone => Framing.Quoted(a, b, random),
            < 81 when !alone => Framing.Both(a, b, random),
            < 86 when !alone => Framing.Which(a, b, random),
            < 92 => Framing.Constrained(a, random),
            < 96 => Framing.Titled(a, random),
            _ => Framing.Reversed(a, random),
        };
    }
}
