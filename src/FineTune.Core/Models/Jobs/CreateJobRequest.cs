namespace FineTune.Core.Models.Jobs;

/// <summary>The one paid call of a run.</summary>
/// <param name="Model">Base model, or an earlier fine-tuned model to continue from.</param>
/// <param name="Metadata">Carries <c>run_id</c> and <c>ledger_key</c>, by which a lost reply is found again.</param>
public sealed record CreateJobRequest(
    string Model, string TrainingFile, string? ValidationFile, string Suffix, int Seed, Hyperparameters Hyperparameters,
    IReadOnlyDictionary<string, string> Metadata, string? TrainingType = null);
