using System.Globalization;

namespace FineTune.Core.Storage;

/// <summary>Where everything is stored. The only place that spells blob names.</summary>
public static class BlobPaths
{
    public const string Datasets = "datasets";
    public const string DatasetsIndex = "datasets-index";
    public const string Lineages = "lineages";
    public const string Increments = "increments";
    public const string Runs = "runs";
    public const string RunsIndex = "runs-index";
    public const string Registry = "registry";
    public const string Ledger = "ledger";
    public const string Accounts = "accounts";
    public const string Cache = "cache";

    /// <summary>Every container of an installation.</summary>
    public static IReadOnlyList<string> Containers { get; } =
        [Datasets, DatasetsIndex, Lineages, Increments, Runs, RunsIndex, Registry, Ledger, Accounts, Cache];

    /// <param name="name">With its extension.</param>
    public static BlobRef Drop(string lineage, string name) => new(Datasets, $"{lineage}/{name}");

    public static BlobRef DropIndex(string lineage, string name) => new(DatasetsIndex, $"{lineage}/{name}.json");

    /// <summary>A file whose path names no valid lineage, or whose extension is not one of drops.</summary>
    public static BlobRef RefusedDrop(string path) => new(DatasetsIndex, $"{RefusedDropPrefix}{ContentId.Of(path)}.json");

    /// <summary>No lineage's name, so it collides with none.</summary>
    public const string RefusedDropPrefix = "_refused/";

    public static BlobRef Settings(string lineage) => new(Lineages, $"{lineage}.json");

    /// <summary>An evaluation set that the lineage's training must stay clear of.</summary>
    public static BlobRef EvaluationSet(string lineage, string name) => new(Lineages, $"{EvaluationPrefix(lineage)}{name}.jsonl");

    public static string EvaluationPrefix(string lineage) => $"{lineage}/evaluation/";

    /// <summary>Whether a blob of the container <see cref="Lineages"/> holds settings; the others are evaluation sets.</summary>
    public static bool IsSettings(BlobRef blob) => !blob.Name.Contains('/');

    public static BlobRef Increment(string lineage, string datasetId, string file) => new(Increments, $"{lineage}/{datasetId}/{file}");

    /// <summary>The lines that everything reads; of a JSON Lines drop, its exact copy.</summary>
    public static BlobRef Source(string lineage, string datasetId) => Increment(lineage, datasetId, "source.jsonl");

    /// <summary>The exact copy of a drop.</summary>
    /// <param name="extension">Of what it is, with its dot; .jsonl gives <see cref="Source"/>.</param>
    public static BlobRef Original(string lineage, string datasetId, string extension) => Increment(lineage, datasetId, "source" + extension);

    public static BlobRef Validated(string lineage, string datasetId) => Increment(lineage, datasetId, "validated.jsonl");

    public static BlobRef Report(string lineage, string datasetId) => Increment(lineage, datasetId, "report.json");

    public static BlobRef ReportPage(string lineage, string datasetId) => Increment(lineage, datasetId, "report.html");

    public static BlobRef Accepted(string lineage, string datasetId) => Increment(lineage, datasetId, "accepted.jsonl");

    public static BlobRef Rejected(string lineage, string datasetId) => Increment(lineage, datasetId, "rejected.jsonl");

    public static BlobRef Unscored(string lineage, string datasetId) => Increment(lineage, datasetId, "unscored.jsonl");

    public static BlobRef Manifest(string lineage, string datasetId) => Increment(lineage, datasetId, "manifest.json");

    public static BlobRef Train(string lineage, string datasetId) => Increment(lineage, datasetId, "train.jsonl");

    public static BlobRef Validation(string lineage, string datasetId) => Increment(lineage, datasetId, "validation.jsonl");

    public static BlobRef Retention(string lineage, string datasetId) => Increment(lineage, datasetId, "retention.jsonl");

    /// <summary>Progress of one window of a stage (calls, verdicts, judge), appended row by row, or what it gave (generate).</summary>
    public static BlobRef Window(string lineage, string datasetId, string stage, int number) =>
        Increment(lineage, datasetId, string.Create(CultureInfo.InvariantCulture, $"windows/{stage}-{number:00000}.jsonl"));

    /// <summary>A file of a stage's requests, as a batch takes it.</summary>
    /// <param name="name">Without extension.</param>
    public static BlobRef Batch(string lineage, string datasetId, string name) => Increment(lineage, datasetId, $"batches/{name}.jsonl");

    /// <summary>The tasks that one round of generation added to the pool.</summary>
    public static BlobRef Pool(string lineage, string datasetId, int round) =>
        Increment(lineage, datasetId, string.Create(CultureInfo.InvariantCulture, $"windows/pool-{round:00000}.jsonl"));

    /// <summary>All teachers' answers to the same instructions, with their scores.</summary>
    public static BlobRef Answers(string lineage, string datasetId) => Increment(lineage, datasetId, "answers.jsonl");

    /// <summary>Valid and rejected rows of one byte range of the source.</summary>
    public static BlobRef ValidationPart(string lineage, string datasetId, int range, string kind) =>
        Increment(lineage, datasetId, string.Create(CultureInfo.InvariantCulture, $"windows/validate-{range:00000}.{kind}.jsonl"));

    /// <summary>The marker of an increment that waits for a run, or is in one. Not a valid dataset id, so it collides with none.</summary>
    public static BlobRef Staged(string lineage, string datasetId) => new(Increments, $"{StagedPrefix(lineage)}{datasetId}.json");

    public static string StagedPrefix(string lineage) => $"{lineage}/_staged/";

    public static BlobRef Run(string lineage, string runId, string file) => new(Runs, $"{lineage}/{runId}/{file}");

    public static BlobRef RunPlan(string lineage, string runId) => Run(lineage, runId, "plan.json");

    public static BlobRef RunTrain(string lineage, string runId) => Run(lineage, runId, "train.jsonl");

    public static BlobRef RunValidation(string lineage, string runId) => Run(lineage, runId, "validation.jsonl");

    public static BlobRef RunResults(string lineage, string runId) => Run(lineage, runId, "results.csv");

    public static BlobRef RunEvaluation(string lineage, string runId) => Run(lineage, runId, "evaluation.json");

    public static BlobRef RunOutcome(string lineage, string runId) => Run(lineage, runId, "outcome.json");

    /// <summary>Answers and scores of one evaluation window, appended row by row.</summary>
    public static BlobRef RunWindow(string lineage, string runId, int number) =>
        Run(lineage, runId, string.Create(CultureInfo.InvariantCulture, $"windows/evaluate-{number:00000}.jsonl"));

    /// <summary>The small marker that lists a run; names sort newest first.</summary>
    public static BlobRef RunMarker(string lineage, string runId, DateTimeOffset startedAt) =>
        new(RunsIndex, string.Create(CultureInfo.InvariantCulture, $"{lineage}/{DateTimeOffset.MaxValue.UtcTicks - startedAt.UtcTicks:D19}-{runId}.json"));

    public static BlobRef Version(string lineage, int number) =>
        new(Registry, string.Create(CultureInfo.InvariantCulture, $"{lineage}/versions/{number:0000}.json"));

    public static BlobRef Aliases(string lineage) => new(Registry, $"{lineage}/aliases.json");

    public static BlobRef LedgerEntry(string lineage, string key) => new(Ledger, $"{lineage}/{key}.json");

    /// <summary>An answer of a model, by the hash of what was asked. It belongs to no lineage and may be deleted at any time.</summary>
    public static BlobRef CachedAnswer(string key) => new(Cache, $"{key[..2]}/{key}.json");

    public static BlobRef Account(string lineage, string month) => new(Accounts, $"{lineage}/{month}.json");
}
