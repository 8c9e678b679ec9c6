using System.Globalization;

namespace FineTune.Core.Lineages.Reading;

/// <summary>What the numbers and names of a lineage's settings may be.</summary>
internal static class SettingsRanges
{
    private static readonly string[] TrainingTypes = ["Standard", "GlobalStandard", "developerTier"];

    /// <summary>Everything out of range, as sentences with paths.</summary>
    public static IEnumerable<string> Problems(LineageSettings s) =>
        Numbers(s).Concat(GenerationRanges.Problems(s.Generation)).Concat(Models(s.Models)).Concat(Names(s)).Concat(Evaluation(s.Decontamination)).OfType<string>();

    private static IEnumerable<string?> Numbers(LineageSettings s) =>
    [
        Between("$.judging.threshold", s.Judging.Threshold, 1, 10),
        Between("$.split.validation", s.Split.Validation, 0, 1),
        Between("$.split.retention", s.Split.Retention, 0, 1),
        s.Split.Validation + s.Split.Retention > 1 ? "$.split.validation and $.split.retention must not add up to more than 1." : null,
        Between("$.split.maxValidation", s.Split.MaxValidation, 0, 100_000),
        Between("$.split.maxRetention", s.Split.MaxRetention, 0, 100_000),
        Between("$.training.epochs", s.Training.Epochs, 1, 50),
        Between("$.training.batchSize", s.Training.BatchSize, 1, 256),
        Between("$.training.learningRateMultiplier", s.Training.LearningRateMultiplier, 0.0001, 10),
        Between("$.training.seed", s.Training.Seed, 0, int.MaxValue),
        Between("$.training.deadlineHours", s.Training.DeadlineHours, 0.01, 720),
        Between("$.replay.share", s.Replay.Share, 0, 1),
        Between("$.evaluation.maxExamplesPerSet", s.Evaluation.MaxExamplesPerSet, 1, 10_000),
        Between("$.evaluation.maxOutputTokens", s.Evaluation.MaxOutputTokens, 1, 131_072),
        Between("$.gate.validationMargin", s.Gate.ValidationMargin, 0, 9),
        Between("$.gate.retentionMargin", s.Gate.RetentionMargin, 0, 9),
        Between("$.gate.maxUnscored", s.Gate.MaxUnscored, 0, 1),
        Between("$.approval.timeoutDays", s.Approval.TimeoutDays, 0.0001, 365),
        Between("$.budget.perDatasetUsd", (double?)s.Budget.PerDatasetUsd, 0, 1_000_000),
        Between("$.budget.perRunUsd", (double?)s.Budget.PerRunUsd, 0, 1_000_000),
        Between("$.budget.perMonthUsd", (double?)s.Budget.PerMonthUsd, 0, 10_000_000),
        Between("$.batchDeadlineHours", s.BatchDeadlineHours, 0.01, 720),
    ];

    private static IEnumerable<string?> Models(RoleSettings models) =>
        Choice("$.models.teacher", models.Teacher)
            .Concat(models.Teachers.Index().SelectMany(teacher => Choice($"$.models.teachers[{teacher.Index}]", teacher.Item)))
            .Append(models.Teachers.Select(teacher => teacher.DisplayName).Distinct(StringComparer.Ordinal).Count() < models.Teachers.Count
                ? "$.models.teachers has two teachers with the same name. Give each its own name." : null)
            .Append(models is { Teacher: { } single, Teachers.Count: > 0 } && !models.Teachers.Contains(single)
                ? "$.models.teacher is not one of $.models.teachers. Leave $.models.teacher out, or add it to the list." : null)
            .Concat(models.Judges.Index().SelectMany(judge => Choice($"$.models.judges[{judge.Index}]", judge.Item)))
            .Concat(Choice("$.models.trainer", models.Trainer))
            .Concat(Choice("$.models.embedder", models.Embedder))
            .Append(models.Judges.Select(judge => judge.DisplayName).Distinct(StringComparer.Ordinal).Count() < models.Judges.Count
                ? "$.models.judges has two judges with the same name. Give each its own name." : null);

    private static IEnumerable<string?> Choice(string path, ModelChoice? choice) => choice is null ? [] :
    [
        string.IsNullOrWhiteSpace(choice.Endpoint) ? $"{path}.endpoint must name an endpoint of the app's settings." : null,
        string.IsNullOrWhiteSpace(choice.Model) ? $"{path}.model must name a model or deployment." : null,
        Between($"{path}.temperature", choice.Temperature, 0, 2),
        Between($"{path}.maxOutputTokens", choice.MaxOutputTokens, 1, 131_072),
    ];

    private static IEnumerable<string?> Names(LineageSettings s) =>
    [
        s.Safety.Injection == SafetyAction.Redact ? "$.safety.injection must be one of: warn, reject. Text aimed at judges cannot be redacted." : null,
        s.Training.TrainingType is { } type && !TrainingTypes.Contains(type) ? $"$.training.trainingType must be one of: {string.Join(", ", TrainingTypes)}." : null,
    ];

    private static IEnumerable<string?> Evaluation(DecontaminationSettings d) =>
        Measures("$.decontamination", d.Threshold, d.Ngram)
            .Concat(d.Sets.Index().SelectMany(set => Measures($"$.decontamination.sets[{set.Index}]", set.Item.Threshold, set.Item.Ngram)
                .Append(LineageName.IsValid(set.Item.Name) ? null : $"$.decontamination.sets[{set.Index}].name must be 1 to 40 lower-case letters, digits and inner hyphens.")))
            .Append(d.Sets.Select(set => set.Name).Distinct(StringComparer.Ordinal).Count() < d.Sets.Count ? "$.decontamination.sets names a set twice. Keep one of the two." : null)
            .Append(d.Allow.Any(string.IsNullOrWhiteSpace) ? "$.decontamination.allow has an empty entry. Remove it." : null);

    private static IEnumerable<string?> Measures(string path, double? threshold, int? ngram) =>
        [Between($"{path}.threshold", threshold, 0.3, 1), Between($"{path}.ngram", ngram, 5, 100)];

    internal static string? Between(string path, double? value, double low, double high) =>
        value is null || (value >= low && value <= high) ? null : Refuse(path, low, high);

    private static string Refuse(string path, double low, double high) =>
        string.Create(CultureInfo.InvariantCulture, $"{path} must be between {low} and {high}.");
}
