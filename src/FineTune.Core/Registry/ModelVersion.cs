using FineTune.Core.Lineages.Training;
using FineTune.Core.Models.Jobs;

namespace FineTune.Core.Registry;

/// <summary>A registered model with its ancestry.</summary>
/// <param name="Number">Numbered from 1; 0 before registration.</param>
/// <param name="Model">The provider's model id.</param>
/// <param name="Deployment">Name to call the model by, where it differs.</param>
/// <param name="RootModel">The base model at the root of the chain.</param>
/// <param name="Parent">The version it was trained from (continue), or was compared with and takes over from (retrain); null for the first.</param>
public sealed record ModelVersion(
    string Lineage, int Number, string RunId, string Endpoint, string Model, string? Deployment, string RootModel, int? Parent,
    TrainingStrategy Strategy, IReadOnlyList<string> Increments, VersionExamples Examples, ResolvedHyperparameters Hyperparameters, int Seed,
    string JobId, long TrainedTokens, decimal CostUsd, VersionEvaluation? Evaluation, DateTimeOffset RegisteredAt);
