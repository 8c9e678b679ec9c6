using System.Globalization;
using FineTune.Core;

namespace FineTune.Training.Runs;

/// <summary>The name of a run: the same work is the same run, and running it again resumes it.</summary>
public static class RunId
{
    /// <param name="increments">In any order; repetitions count once.</param>
    public static string Of(string lineage, int? parentVersion, IEnumerable<string> increments, string planHash) =>
        ContentId.Of([
            "run", lineage, parentVersion?.ToString(CultureInfo.InvariantCulture) ?? "root", planHash,
            .. increments.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
}
