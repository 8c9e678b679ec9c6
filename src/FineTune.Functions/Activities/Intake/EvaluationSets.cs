using FineTune.Core.Lineages;
using FineTune.Core.Storage;
using FineTune.Datasets.EvaluationSets;

namespace FineTune.Functions.Activities.Intake;

/// <summary>The evaluation sets that a lineage's training must stay clear of.</summary>
internal static class EvaluationSets
{
    /// <summary>The sets that the settings name, ready to compare with, or the sentence that says which one is missing. Both null: none is named.</summary>
    public static async Task<(Decontamination? Sets, string? Error)> LoadAsync(
        IBlobStore store, string lineage, DecontaminationSettings? settings, CancellationToken cancellationToken)
    {
        if (settings is null || settings.Sets.Count == 0)
        {
            return (null, null);
        }

        var sets = new List<EvaluationSet>();
        foreach (var choice in settings.Sets)
        {
            var blob = BlobPaths.EvaluationSet(lineage, choice.Name);
            await using var download = await store.OpenReadAsync(blob, cancellationToken: cancellationToken);
            var set = download is null ? null : await EvaluationSet.ReadAsync(choice.Name, download.Content, cancellationToken);
            if (set is null or { Items.Count: 0 })
            {
                return (null, $"The settings name the evaluation set {choice.Name}, but {blob} {(set is null ? "is not there" : "holds no question")}. "
                    + "Store the set there as JSON Lines, or remove it from 'decontamination.sets'. Then drop the file again.");
            }

            sets.Add(set);
        }

        return (new Decontamination(settings, sets), null);
    }
}
