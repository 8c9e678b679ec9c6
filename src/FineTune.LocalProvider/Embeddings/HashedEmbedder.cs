using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Embeddings;

/// <summary>A vector from the words of a text: each stem and pair of stems lands on a few places by its hash, so texts that share words are near.</summary>
internal static class HashedEmbedder
{
    private const int Places = 4;
    private const double StopWeight = 0.15;
    private const double PairWeight = 0.5;

    public static float[] Embed(string text, int dimensions)
    {
        var vector = new double[dimensions];
        string? previous = null;
        foreach (var word in Words.Of(text))
        {
            var stem = Words.Stem(word);
            Add(vector, stem, Words.IsStop(word) ? StopWeight : 1);
            if (Words.IsStop(word))
                continue;
            if (previous is not null)
                Add(vector, previous + " " + stem, PairWeight);
            previous = stem;
        }

        // Every text gets a direction, also one of punctuation only.
        Add(vector, "\u0001" + (previous is null ? text : ""), 0.05);
        var norm = Math.Sqrt(vector.Sum(v => v * v));
        return [.. vector.Select(v => (float)(v / norm))];
    }

    private static void Add(double[] vector, string feature, double weight)
    {
        var bits = Fnv(feature);
        for (var i = 0; i < Places; i++)
        {
            bits = (bits ^ (bits >> 29)) * 0xBF58476D1CE4E5B9UL;
            vector[(int)((bits >> 8) % (ulong)vector.Length)] += (bits & 1) == 0 ? weight : -weight;
        }
    }

    private static ulong Fnv(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in text)
            hash = (hash ^ c) * 1099511628211UL;
        return hash;
    }
}
