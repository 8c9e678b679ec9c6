using System.Text.Json;
using System.Text.Json.Nodes;
using FineTune.Core.Models.Batches;
using FineTune.Providers.Http;
using Microsoft.Extensions.Logging;

namespace FineTune.Providers.OpenAI;

/// <summary>Batches as providers send them. Nothing here fails on a field that is missing, null or new.</summary>
internal static class BatchJson
{
    public static JsonObject Create(string inputFileId, string path, IReadOnlyDictionary<string, string> metadata)
    {
        var body = new JsonObject { ["input_file_id"] = inputFileId, ["endpoint"] = path, ["completion_window"] = "24h" };
        if (metadata.Count > 0)
        {
            body["metadata"] = new JsonObject(metadata.Select(m => KeyValuePair.Create<string, JsonNode?>(m.Key, m.Value)));
        }

        return body;
    }

    public static ModelBatch Read(JsonElement batch, ILogger log)
    {
        var raw = batch.Text("status") ?? string.Empty;
        var counts = batch.Object("request_counts");
        return new ModelBatch(
            batch.Text("id") ?? string.Empty,
            State(raw, log),
            raw,
            batch.Text("input_file_id") ?? string.Empty,
            Name(batch, "output_file_id"),
            Name(batch, "error_file_id"),
            new BatchCounts(Count(counts, "total"), Count(counts, "completed"), Count(counts, "failed")),
            [.. Problems(batch)],
            batch.Moment("created_at") ?? DateTimeOffset.UnixEpoch,
            batch.Moment("completed_at") ?? batch.Moment("failed_at") ?? batch.Moment("expired_at") ?? batch.Moment("cancelled_at"),
            batch.Moment("expires_at"));
    }

    /// <summary>Azure capitalises statuses, and spells some in one word.</summary>
    private static BatchState State(string raw, ILogger log)
    {
        switch (raw.ToLowerInvariant().Replace("_", string.Empty, StringComparison.Ordinal).Replace(" ", string.Empty, StringComparison.Ordinal))
        {
            case "validating" or "queued" or "pending" or "created" or "notstarted":
                return BatchState.Waiting;
            case "inprogress" or "running":
                return BatchState.Running;
            case "finalizing" or "finalising" or "cancelling" or "canceling":
                return BatchState.Finishing;
            case "completed" or "succeeded":
                return BatchState.Completed;
            case "failed":
                return BatchState.Failed;
            case "expired":
                return BatchState.Expired;
            case "cancelled" or "canceled":
                return BatchState.Cancelled;
            default:
                log.LogWarning("A batch has the unknown status '{Status}'; it is treated as waiting.", raw);
                return BatchState.Waiting;
        }
    }

    private static IEnumerable<BatchProblem> Problems(JsonElement batch)
    {
        var list = batch.Object("errors") is { } errors ? errors.Items("data") : batch.Items("errors");
        return list.Where(p => p.ValueKind == JsonValueKind.Object).Select(p => new BatchProblem(p.Text("code") ?? "unknown", p.Integer("line")));
    }

    private static string? Name(JsonElement batch, string field) => batch.Text(field) is { Length: > 0 } name ? name : null;

    private static int Count(JsonElement? counts, string field) => (int)Math.Clamp(counts?.Integer(field) ?? 0, 0, int.MaxValue);
}
