using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FineTune.LocalProvider.Catalog;
using FineTune.LocalProvider.Chat;
using FineTune.LocalProvider.Embeddings;
using FineTune.LocalProvider.Faults;
using FineTune.LocalProvider.Files;
using FineTune.LocalProvider.Http;
using FineTune.LocalProvider.Moderations;
using FineTune.LocalProvider.Runtime;
using FineTune.LocalProvider.Storage;
using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Batches;

/// <summary>Answers the lines of a batch with the same code as single requests, and writes the output and error files in an order of their own.</summary>
internal sealed class BatchRunner(ProviderContext context, FileService files, ModelCatalog models, ChatService chat)
{
    private const int BadLineEvery = 3;

    public async Task<List<(JsonObject Line, bool Good, long Prompt, long Completion)>> AnswerAsync(BatchRecord batch, List<BatchLine> lines)
    {
        var answers = new List<(JsonObject, bool, long, long)>(lines.Count);
        var faulty = batch.Faults.Contains(FaultNames.BatchLineErrors);
        foreach (var line in lines)
        {
            try
            {
                if (faulty && line.Number % BadLineEvery == 0)
                    throw new ApiException(500, null, "The server had an error while processing your request. (fault batch-line-errors)", null, "server_error");
                var body = batch.Endpoint switch
                {
                    BatchEndpoint.Embeddings => await EmbeddingService.EmbedAsync(context, models, line.Body),
                    BatchEndpoint.Moderations => ModerationService.Moderate(line.Body),
                    _ => await chat.CompleteAsync(line.Body),
                };
                var usage = body["usage"];
                answers.Add((Line(batch, line, 200, body), true, usage?["prompt_tokens"]?.GetValue<int>() ?? 0, usage?["completion_tokens"]?.GetValue<int>() ?? 0));
            }
            catch (ApiException e)
            {
                answers.Add((Line(batch, line, e.Status, e.Body()), false, 0, 0));
            }
        }

        return answers;
    }

    public BatchOutcome Write(BatchRecord batch, List<BatchLine> lines, List<(JsonObject Line, bool Good, long Prompt, long Completion)> answers, bool expired)
    {
        var shuffled = answers.ToList();
        SeededRandom.From("batch order", batch.Key).Shuffle(shuffled);
        var good = shuffled.Where(a => a.Good).Select(a => a.Line).ToList();
        var bad = shuffled.Where(a => !a.Good).Select(a => a.Line).ToList();
        if (expired)
            bad.AddRange(lines.Skip(answers.Count).Select(l => Unfinished(batch, l)));
        var output = batch.Faults.Contains(FaultNames.BatchNoOutput) ? null : Produce(batch, "output", good);
        return new BatchOutcome(output, Produce(batch, "error", bad), good.Count, bad.Count, answers.Sum(a => a.Prompt), answers.Sum(a => a.Completion));
    }

    private string? Produce(BatchRecord batch, string kind, List<JsonObject> lines)
    {
        if (lines.Count == 0)
            return null;
        var text = new StringBuilder();
        foreach (var line in lines)
            text.Append(ApiReply.Line(line)).Append('\n');
        return files.Produce(context.Ids.Create("file-", batch.Ordinal, "batch " + kind, batch.Key), $"{batch.Key}_{kind}.jsonl", "batch_output", Encoding.UTF8.GetBytes(text.ToString())).Key;
    }

    private static JsonObject Line(BatchRecord batch, BatchLine line, int status, JsonObject body) => new()
    {
        ["id"] = Id("batch_req_", batch, line),
        ["custom_id"] = line.CustomId,
        ["response"] = new JsonObject { ["status_code"] = status, ["request_id"] = Id("req_", batch, line), ["body"] = body },
        ["error"] = null,
    };

    private static JsonObject Unfinished(BatchRecord batch, BatchLine line) => new()
    {
        ["id"] = Id("batch_req_", batch, line),
        ["custom_id"] = line.CustomId,
        ["response"] = null,
        ["error"] = new JsonObject { ["code"] = "batch_expired", ["message"] = "This request could not be executed before the completion window expired." },
    };

    private static string Id(string prefix, BatchRecord batch, BatchLine line) =>
        prefix + SeededRandom.HexDigest(batch.Key, prefix, line.Number.ToString(CultureInfo.InvariantCulture))[..24];
}
