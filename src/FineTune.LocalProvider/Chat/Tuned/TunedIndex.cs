using FineTune.LocalProvider.Text;
using FineTune.LocalProvider.Training;

namespace FineTune.LocalProvider.Chat.Tuned;

/// <summary>Finds the training examples nearest to a prompt: cosine over weighted stems, through an inverted index.</summary>
internal sealed class TunedIndex
{
    private const int LongestPrompt = 800;
    private const double TooCommon = 0.6;

    private readonly List<TrainingExample> examples;
    private readonly Dictionary<string, (double Weight, List<(int Example, float Value)> Places)> index = new(StringComparer.Ordinal);

    public TunedIndex(List<TrainingExample> examples)
    {
        this.examples = examples;
        var counts = examples.Select(e => Counts(e.Prompt)).ToList();
        var spread = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var stem in counts.SelectMany(c => c.Keys))
            spread[stem] = spread.GetValueOrDefault(stem) + 1;
        for (var i = 0; i < counts.Count; i++)
        {
            var weighted = counts[i].Select(c => (Stem: c.Key, Value: Value(c.Value) * Weight(spread[c.Key]))).ToList();
            var norm = Math.Sqrt(weighted.Sum(w => w.Value * w.Value));
            foreach (var (stem, value) in weighted)
            {
                if (spread[stem] > Math.Max(3, examples.Count * TooCommon))
                    continue;
                if (!index.TryGetValue(stem, out var entry))
                    index[stem] = entry = (Weight(spread[stem]), []);
                entry.Places.Add((i, (float)(value / norm)));
            }
        }
    }

    public int Count => examples.Count;

    /// <summary>The nearest examples with their similarity (0..1), best first; equal ones in the order of training.</summary>
    public IReadOnlyList<(TrainingExample Example, double Similarity)> Nearest(string prompt, int most)
    {
        var scores = new Dictionary<int, double>();
        var norm = 0.0;
        foreach (var (stem, count) in Counts(prompt))
        {
            var known = index.TryGetValue(stem, out var entry);
            var value = Value(count) * (known ? entry.Weight : Weight(1));
            norm += value * value;
            if (!known)
                continue;
            foreach (var (example, weight) in entry.Places)
                scores[example] = scores.GetValueOrDefault(example) + (value * weight);
        }

        return [.. scores.OrderByDescending(s => s.Value).ThenBy(s => s.Key).Take(most).Select(s => (examples[s.Key], Math.Min(1, s.Value / Math.Sqrt(norm))))];
    }

    /// <summary>An example for a prompt that resembles none.</summary>
    public TrainingExample? Any(SeededRandom random) => examples.Count == 0 ? null : random.Pick(examples);

    private double Weight(int spread) => Math.Log(1 + ((examples.Count + 1.0) / spread));

    private static double Value(int count) => 1 + Math.Log(count);

    private static Dictionary<string, int> Counts(string prompt)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var stem in Words.ContentStems(prompt, LongestPrompt))
            counts[stem] = counts.GetValueOrDefault(stem) + 1;
        return counts;
    }
}
