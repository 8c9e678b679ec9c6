namespace FineTune.Benchmarks;

/// <summary>What to run, how often, and where databases go.</summary>
/// <param name="Suites">The suites that were asked for; empty for all.</param>
/// <param name="Quick">One run of each instead of the median of five, and nothing that takes minutes.</param>
/// <param name="Folder">Where databases are made. On a real disk, or durable commits cost nothing.</param>
internal sealed record BenchmarkOptions(IReadOnlyList<string> Suites, bool Quick, string Folder)
{
    public int Repeats => Quick ? 1 : 5;

    public bool Wants(string suite) => Suites.Count == 0 || Suites.Contains(suite, StringComparer.OrdinalIgnoreCase);

    /// <summary>Null where the arguments make no sense; what is wrong was said.</summary>
    public static BenchmarkOptions? Parse(string[] args, string[] known)
    {
        List<string> suites = [];
        bool quick = false;
        string folder = Path.GetTempPath();
        for (int i = 0; i < args.Length; i++)
        {
            if (args[i] == "--quick")
            {
                quick = true;
            }
            else if (args[i] == "--folder" && i + 1 < args.Length)
            {
                folder = Path.GetFullPath(args[++i]);
            }
            else if (known.Contains(args[i], StringComparer.OrdinalIgnoreCase))
            {
                suites.Add(args[i]);
            }
            else
            {
                Console.Error.WriteLine($"error: '{args[i]}' is no suite and no option.");
                Console.Error.WriteLine($"next: FineTune.Benchmarks [{string.Join('|', known)}]... [--quick] [--folder DIR]");
                return null;
            }
        }

        return new BenchmarkOptions(suites, quick, folder);
    }
}
