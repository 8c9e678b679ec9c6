using System.Text.Json;

namespace FineTune.Benchmarks.Synthesis;

/// <summary>Examples of random words: each is news, and nothing in them is true.</summary>
internal static class RandomExamples
{
    /// <summary>What a teacher says that was asked for this many examples.</summary>
    public static string Answer(long call, int count)
    {
        var random = new Random((int)call);
        return JsonSerializer.Serialize(new
        {
            examples = Enumerable.Range(0, count).Select(_ => new { instruction = $"Tell me how {Words(random, 9)}?", response = $"First {Words(random, 20)}. Then {Words(random, 12)}." }),
        });
    }

    /// <summary>The lines of a drop.</summary>
    public static IEnumerable<string> Lines(int seed, int count)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, count)
            .Select(row => JsonSerializer.Serialize(new { instruction = $"Question {row}: {Words(random, 8)}?", output = $"Answer {row}: {Words(random, 20)}." }));
    }

    /// <summary>Of 17,576 words, about as many as people use.</summary>
    private static string Words(Random random, int count) =>
        string.Join(' ', Enumerable.Range(0, count).Select(_ => $"w{Letter(random)}{Letter(random)}{Letter(random)}"));

    private static char Letter(Random random) => (char)('a' + random.Next(26));
}
