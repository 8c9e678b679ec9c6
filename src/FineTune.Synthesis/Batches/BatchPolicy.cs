using FineTune.Core.Lineages;
using FineTune.Core.Models.Batches;
using FineTune.Core.Models.Endpoints;

namespace FineTune.Synthesis.Batches;

/// <summary>When a stage's calls go through batches, and what follows a batch that has ended.</summary>
public static class BatchPolicy
{
    /// <summary>Batches are answered within an hour as a rule, within a day at worst: less time than this is not worth a try.</summary>
    private static readonly TimeSpan _shortestWait = TimeSpan.FromHours(1);

    /// <param name="tuned">The model is a fine-tuned one; Azure takes none in batches.</param>
    /// <param name="timeLeft">Until the stage must have ended; null: it has time.</param>
    /// <remarks>Reserve at the full price all the same: whatever batches leave over is called singly.</remarks>
    public static BatchChoice Decide(BatchSettings settings, int calls, EndpointInfo endpoint, bool tuned, TimeSpan? timeLeft)
    {
        if (settings.Mode == BatchMode.Never || calls < 1)
        {
            return BatchChoice.Singly;
        }

        if (Missing(endpoint, tuned) is { } missing)
        {
            return settings.Mode == BatchMode.Always ? new BatchChoice(false, missing) : BatchChoice.Singly;
        }

        var worthIt = calls >= settings.MinimumCalls && (timeLeft is null || timeLeft >= _shortestWait);
        return settings.Mode == BatchMode.Always || worthIt ? new BatchChoice(true, null) : BatchChoice.Singly;
    }

    /// <summary>What to do about the requests that an ended batch left over.</summary>
    /// <param name="rest">Requests without an outcome.</param>
    /// <param name="rounds">Batches that these requests have been in, the ended one included.</param>
    /// <param name="timeLeft">Until the stage's deadline for batches.</param>
    public static BatchStep Next(
        BatchSettings settings, int rest, int rounds, BatchState ended, IReadOnlyList<BatchProblem> problems, TimeSpan timeLeft)
    {
        if (rest <= 0)
        {
            return BatchStep.Done;
        }

        // A cancelled batch was not wanted; a refused one would be refused again, unless only its turn had not come.
        var hopeless = ended == BatchState.Cancelled || (ended == BatchState.Failed && !BatchProblems.MayPass(problems));
        var tooFew = settings.Mode == BatchMode.Auto && rest < settings.MinimumCalls;
        return hopeless || tooFew || rounds >= settings.Rounds || timeLeft <= TimeSpan.Zero ? BatchStep.Singly : BatchStep.Again;
    }

    private static string? Missing(EndpointInfo endpoint, bool tuned)
    {
        if (endpoint.Batches is null)
        {
            var hint = endpoint.Kind == EndpointKind.Azure
                ? $"name the batch deployments of its models in Endpoints__{endpoint.Name}__BatchDeployments"
                : $"set Endpoints__{endpoint.Name}__Batches to true if it supports them";
            return $"The lineage's batch mode is always, but the endpoint '{endpoint.Name}' does not support batches. Set the lineage's batch mode to auto, or {hint}.";
        }

        return tuned && endpoint.Kind == EndpointKind.Azure
            ? $"The lineage's batch mode is always, but Azure does not support fine-tuned models in batches (endpoint '{endpoint.Name}'). Set the lineage's batch mode to auto."
            : null;
    }
}
