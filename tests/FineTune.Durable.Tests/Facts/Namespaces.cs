namespace FineTune.Durable.Tests.Facts;

/// <summary>How the namespaces of the two heads correspond.</summary>
internal static class Namespaces
{
    // The longest prefix comes first.
    private static readonly (string Ours, string Real)[] Map =
    [
        ("FineTune.Durable.Core", "DurableTask.Core"),
        ("FineTune.Durable.Worker", "Microsoft.Azure.Functions.Worker"),
        ("FineTune.Durable", "Microsoft.DurableTask"),
    ];

    public static string ToReal(string text)
    {
        foreach ((string ours, string real) in Map)
        {
            text = text.Replace(ours, real, StringComparison.Ordinal);
        }

        return text;
    }
}
