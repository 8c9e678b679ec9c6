using FineTune.Core.Lineages;

namespace FineTune.Storage;

internal static class Lineage
{
    public static void Check(string lineage)
    {
        if (!LineageName.IsValid(lineage))
        {
            throw new ArgumentException(LineageName.Explain(lineage), nameof(lineage));
        }
    }
}
