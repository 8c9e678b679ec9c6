namespace FineTune.Benchmarks;

/// <summary>The program that is measured as a whole.</summary>
internal static class FinetuneProgram
{
    /// <summary>The one that was named, or the one built beside the benchmarks. Null: there is none, and that was said.</summary>
    public static string? Find(BenchmarkOptions options)
    {
        if ((options.Finetune ?? Beside()) is { } finetune)
            return finetune;
        Console.Error.WriteLine("error: there is no finetune beside the benchmarks.");
        Console.Error.WriteLine("next: build src/FineTune.Cli in Release, or publish it and name it with --finetune.");
        return null;
    }

    private static string? Beside()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string built = Path.Combine(folder.FullName, "src", "FineTune.Cli", "bin", "Release", "net10.0", "finetune.dll");
            if (File.Exists(built))
                return built;
        }

        return null;
    }
}
