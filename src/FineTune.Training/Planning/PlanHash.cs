using System.Text.Json;
using FineTune.Core;
using FineTune.Core.Lineages.Training;

namespace FineTune.Training.Planning;

/// <summary>The choices that make a run another run: strategy, root model, replay, training settings, seeds.</summary>
public static class PlanHash
{
    public static string Of(TrainingStrategy strategy, string endpoint, string rootModel, ReplaySettings replay, TrainingSettings training) =>
        ContentId.Of("plan", strategy.ToString(), endpoint, rootModel, Json(replay), Json(training));

    private static string Json<T>(T settings) => JsonSerializer.Serialize(settings, FineTuneJson.Options);
}
