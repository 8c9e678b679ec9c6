using System.Text.Json;
using FineTune.Core;

namespace FineTune.Benchmarks.Novelty;

/// <summary>
/// Instructions made by seeded recombination of the shipped samples: runs of three to nine words, in their order, put together to texts of 10 to 56
/// words. One in eight is an earlier one with a single run exchanged, so that there is something to find.
/// </summary>
internal static class InstructionPool
{
    private const int Shortest = 10;
    private const int Longest = 56;
    private const int CopyOneIn = 8;

    public static List<string> Make(int count, ulong seed)
    {
        List<string[]> sources = Sources();
        var random = new SplitMix64(seed);
        List<List<string>> made = new(count);
        while (made.Count < count)
        {
            bool copy = made.Count > 0 && random.Next(CopyOneIn) == 0;
            made.Add(copy ? Changed(made[random.Next(made.Count)], sources, ref random) : Composed(sources, ref random));
        }

        return made.ConvertAll(words => string.Join(' ', words));
    }

    private static List<string> Composed(List<string[]> sources, ref SplitMix64 random)
    {
        int length = Shortest + random.Next(Longest - Shortest + 1);
        List<string> words = [];
        while (words.Count < length)
            words.AddRange(Run(sources, ref random));
        words.RemoveRange(length, words.Count - length);
        return words;
    }

    private static List<string> Changed(List<string> original, List<string[]> sources, ref SplitMix64 random)
    {
        string[] run = Run(sources, ref random);
        int at = random.Next(original.Count);
        return [.. original.Take(at), .. run, .. original.Skip(at + run.Length)];
    }

    private static string[] Run(List<string[]> sources, ref SplitMix64 random)
    {
        string[] source = sources[random.Next(sources.Count)];
        int length = Math.Min(source.Length, 3 + random.Next(7));
        int at = random.Next(source.Length - length + 1);
        return source[at..(at + length)];
    }

    private static List<string[]> Sources()
    {
        List<string[]> sources = [];
        foreach (string file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "samples"), "*.jsonl").Order(StringComparer.Ordinal))
        {
            foreach (string line in File.ReadLines(file))
                sources.AddRange(Texts(line).Select(Words).Where(words => words.Length >= 3));
        }

        return sources;
    }

    /// <summary>The words of the pool are plain ASCII, so that the reference needs no tokenizer of its own.</summary>
    private static string[] Words(string text) =>
        [.. text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(word => Array.TrueForAll(word.ToCharArray(), char.IsAscii))];

    private static List<string> Texts(string line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            return [.. Strings(document.RootElement)];
        }
        catch (JsonException)
        {
            return []; // A sample has a broken line on purpose.
        }
    }

    private static IEnumerable<string> Strings(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Strings),
        JsonValueKind.Object => element.EnumerateObject().Where(property => property.Name != "role").SelectMany(property => Strings(property.Value)),
        _ => [],
    };
}
