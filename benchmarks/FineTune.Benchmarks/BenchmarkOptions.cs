using System.Globalization;

namespace FineTune.Benchmarks;

/// <summary>What to run, how often, and where databases go.</summary>
/// <param name="Suites">The suites that were asked for; empty for all.</param>
/// <param name="Quick">One run of each, and nothing that takes minutes.</param>
/// <param name="Repeats">Runs of each, of which the median counts.</param>
/// <param name="Folder">Where databases and generated files are made. On a real disk, or durable commits cost nothing.</param>
/// <param name="Megabytes">Sizes of the files that the intake suite validates, in MB (10^6 bytes).</param>
/// <param name="Finetune">The program whose start and memory are measured; null: the one built beside the benchmarks.</param>
internal sealed record BenchmarkOptions(
    IReadOnlyList<string> Suites, bool Quick, int Repeats, string Folder, IReadOnlyList<int> Megabytes, string? Finetune)
{
    public bool Wants(string suite) => Suites.Count == 0 || Suites.Contains(suite, StringComparer.OrdinalIgnoreCase);

    /// <summary>Null where the arguments make no sense; what is wrong was said.</summary>
    public static BenchmarkOptions? Parse(string[] args, string[] known)
    {
        List<string> suites = [];
        bool quick = false;
        int repeats = 5;
        string folder = Path.GetTempPath();
        int[] megabytes = [10, 100];
        string? finetune = null;
        for (int i = 0; i < args.Length; i++)
        {
            if (args[i] == "--quick")
            {
                quick = true;
            }
            else if (args[i] == "--runs" && i + 1 < args.Length && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int runs) && runs > 0)
            {
                repeats = runs;
                i++;
            }
            else if (args[i] == "--folder" && i + 1 < args.Length)
            {
                folder = Path.GetFullPath(args[++i]);
            }
            else if (args[i] == "--finetune" && i + 1 < args.Length)
            {
                finetune = Path.GetFullPath(args[++i]);
            }
            else if (args[i] == "--sizes" && i + 1 < args.Length && Sizes(args[i + 1]) is { } sizes)
            {
                megabytes = sizes;
                i++;
            }
            else if (known.Contains(args[i], StringComparer.OrdinalIgnoreCase))
            {
                suites.Add(args[i]);
            }
            else
            {
                Console.Error.WriteLine($"error: '{args[i]}' is no suite and no option.");
                Console.Error.WriteLine($"next: FineTune.Benchmarks [{string.Join('|', known)}]... [--quick] [--runs N] [--folder DIR] [--sizes MB,MB...] [--finetune FILE]");
                return null;
            }
        }

        return new BenchmarkOptions(suites, quick, quick ? 1 : repeats, folder, megabytes, finetune);
    }

    /// <summary>Sizes in ascending order; null where one is none.</summary>
    private static int[]? Sizes(string text)
    {
        string[] parts = text.Split(',');
        return Array.TrueForAll(parts, part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int size) && size > 0)
            ? [.. parts.Select(part => int.Parse(part, CultureInfo.InvariantCulture)).Order()]
            : null;
    }
}
