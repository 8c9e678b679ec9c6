using FineTune.Core.Registry;

namespace FineTune.Functions.Activities.Registering;

/// <summary>The champion and everything it was made of.</summary>
/// <param name="Increments">Increments of the champion and its ancestors, oldest first.</param>
internal sealed record Ancestry(ModelVersion? Champion, IReadOnlyList<string> Increments)
{
    public static Ancestry Of(IReadOnlyList<ModelVersion> versions, int? champion)
    {
        var byNumber = versions.ToDictionary(version => version.Number);
        var chain = new List<ModelVersion>();
        for (var number = champion; number is { } n && byNumber.TryGetValue(n, out var version); number = version.Parent)
        {
            chain.Add(version);
        }

        var increments = chain.AsEnumerable().Reverse().SelectMany(version => version.Increments).Distinct(StringComparer.Ordinal);
        return new Ancestry(chain.FirstOrDefault(), [.. increments]);
    }
}
