using System.Text.Json.Nodes;
using FineTune.LocalProvider.Faults;
using FineTune.LocalProvider.Storage;

namespace FineTune.LocalProvider.Batches;

internal static class BatchView
{
    private const long WindowSeconds = 24 * 3600;

    public static JsonObject Of(BatchRecord batch, string status, long nowMs)
    {
        var done = batch.Outcome is null ? (int)(batch.Total * BatchTimeline.Done(batch, nowMs)) : batch.Outcome.Completed;
        return new JsonObject
        {
            ["id"] = batch.Key,
            ["object"] = "batch",
            ["endpoint"] = batch.Endpoint,
            ["model"] = batch.Model,
            ["errors"] = status == BatchTimeline.Failed ? Problems(batch) : null,
            ["input_file_id"] = batch.InputFile,
            ["completion_window"] = batch.CompletionWindow,
            ["status"] = batch.Faults.Contains(FaultNames.BatchCapitalisedStatus) ? char.ToUpperInvariant(status[0]) + status[1..] : status,
            ["output_file_id"] = batch.Outcome?.OutputFile,
            ["error_file_id"] = batch.Outcome?.ErrorFile,
            ["created_at"] = batch.CreatedMs / 1000,
            ["in_progress_at"] = status is BatchTimeline.Validating or BatchTimeline.Failed ? null : BatchTimeline.ValidatedMs(batch) / 1000,
            ["expires_at"] = (batch.CreatedMs / 1000) + WindowSeconds,
            ["finalizing_at"] = status is BatchTimeline.Finalizing or BatchTimeline.Completed ? BatchTimeline.FinalizingMs(batch) / 1000 : null,
            ["completed_at"] = At(BatchTimeline.Completed, BatchTimeline.EndMs(batch)),
            ["failed_at"] = At(BatchTimeline.Failed, BatchTimeline.ValidatedMs(batch)),
            ["expired_at"] = At(BatchTimeline.Expired, BatchTimeline.EndMs(batch)),
            ["cancelling_at"] = batch.CancelledMs / 1000,
            ["cancelled_at"] = status == BatchTimeline.Cancelled ? BatchTimeline.CancelledAtMs(batch) / 1000 : null,
            ["request_counts"] = new JsonObject { ["total"] = batch.Total, ["completed"] = done, ["failed"] = batch.Outcome?.Failed ?? 0 },
            ["usage"] = batch.Outcome is { } outcome ? Usage(outcome) : null,
            ["metadata"] = new JsonObject(batch.Metadata.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value))),
        };

        JsonNode? At(string when, long ms) => status == when ? ms / 1000 : null;
    }

    private static JsonObject Problems(BatchRecord batch) => new()
    {
        ["object"] = "list",
        ["data"] = new JsonArray([.. batch.Problems.Select(p => new JsonObject { ["code"] = p.Code, ["message"] = p.Message, ["param"] = null, ["line"] = p.Line })]),
    };

    private static JsonObject Usage(BatchOutcome outcome) => new()
    {
        ["input_tokens"] = outcome.PromptTokens,
        ["output_tokens"] = outcome.CompletionTokens,
        ["total_tokens"] = outcome.PromptTokens + outcome.CompletionTokens,
    };
}
