namespace FineTune.LocalProvider.Faults;

/// <summary>The switches. The README says what each does.</summary>
internal static class FaultNames
{
    // Any request.
    public const string RateLimit = "rate-limit";
    public const string RateLimitMilliseconds = "rate-limit-ms";
    public const string InsufficientQuota = "insufficient-quota";
    public const string ServerError = "server-error";
    public const string Overloaded = "overloaded";
    public const string ConnectionReset = "connection-reset";
    public const string Slow = "slow";

    // Files.
    public const string FileError = "file-error";

    // Jobs.
    public const string TrainingNotAvailable = "training-not-available";
    public const string LostReply = "lost-reply-after-create";
    public const string JobInvalidCount = "job-invalid-n-examples";
    public const string JobInvalidFile = "job-invalid-training-file";
    public const string JobModeration = "job-moderation";
    public const string JobStuckQueued = "job-stuck-queued";
    public const string JobPaused = "job-paused";
    public const string JobUnknownStatus = "job-unknown-status";
    public const string JobCapitalisedStatus = "job-capitalised-status";
    public const string JobExtraFields = "job-extra-fields";
    public const string JobMissingFields = "job-missing-fields";
    public const string JobErrorEmpty = "job-error-empty-object";
    public const string JobErrorNulls = "job-error-null-fields";
    public const string JobHugeTokens = "job-huge-trained-tokens";
    public const string ResultsBase64 = "results-base64";
    public const string ModelNotFound = "model-not-found";

    // Chat.
    public const string ContentFilter = "content-filter";
    public const string FinishContentFilter = "finish-content-filter";
    public const string Refusal = "refusal";
    public const string TruncatedJson = "truncated-json";
    public const string MalformedJson = "malformed-json";

    // Batches.
    public const string BatchFailed = "batch-failed";
    public const string BatchExpired = "batch-expired";
    public const string BatchLineErrors = "batch-line-errors";
    public const string BatchNoOutput = "batch-missing-output";
    public const string BatchCapitalisedStatus = "batch-capitalised-status";

    // Deployments.
    public const string DeploymentFailed = "deployment-failed";
    public const string DeploymentSlow = "deployment-slow";

    /// <summary>Faults that stay with the job that met them.</summary>
    public static readonly string[] OfJob =
    [
        JobInvalidCount, JobInvalidFile, JobModeration, JobStuckQueued, JobPaused, JobUnknownStatus, JobCapitalisedStatus, JobExtraFields,
        JobMissingFields, JobErrorEmpty, JobErrorNulls, JobHugeTokens, ResultsBase64, ModelNotFound,
    ];

    /// <summary>Faults that stay with the batch that met them.</summary>
    public static readonly string[] OfBatch = [BatchFailed, BatchExpired, BatchLineErrors, BatchNoOutput, BatchCapitalisedStatus];

    public static readonly IReadOnlySet<string> All = new HashSet<string>(
        [RateLimit, RateLimitMilliseconds, InsufficientQuota, ServerError, Overloaded, ConnectionReset, Slow, FileError, TrainingNotAvailable, LostReply,
            ContentFilter, FinishContentFilter, Refusal, TruncatedJson, MalformedJson, DeploymentFailed, DeploymentSlow, .. OfJob, .. OfBatch], StringComparer.Ordinal);
}
