namespace FineTune.Cli.Trying;

/// <summary>The files that come with the program.</summary>
internal static class Samples
{
    public const string Lineage = "support";

    public static string First => Path("support-1.jsonl");

    public static string Second => Path("support-2.jsonl");

    private static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "samples", name);
}
