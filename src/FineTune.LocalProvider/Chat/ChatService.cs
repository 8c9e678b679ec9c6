using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FineTune.LocalProvider.Catalog;
using FineTune.LocalProvider.Chat.Answering;
using FineTune.LocalProvider.Chat.Judging;
using FineTune.LocalProvider.Chat.Requests;
using FineTune.LocalProvider.Chat.Teaching;
using FineTune.LocalProvider.Chat.Tuned;
using FineTune.LocalProvider.Faults;
using FineTune.LocalProvider.Http;
using FineTune.LocalProvider.Jobs;
using FineTune.LocalProvider.Models;
using FineTune.LocalProvider.Runtime;
using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Chat;

/// <summary>Answers chat requests, from the network and from batches alike.</summary>
internal sealed class ChatService(ProviderContext context, ModelCatalog models, JobService jobs)
{
    private readonly ModelMemory memory = new(context, jobs);
    private long served;

    public async Task<JsonObject> CompleteAsync(JsonElement body, string? deployment = null)
    {
        var request = ChatRequestParser.Parse(body, deployment);
        var model = await models.ForInferenceAsync(request.Model);
        if (model.Kind is ModelKind.Embedding or ModelKind.Moderation)
            throw ApiException.BadRequest($"The model '{request.Model}' does not chat. Use a chat model in the chat completions endpoint.", "model", "model_not_supported");
        context.Stats.Chat(request.Model);
        var promptTokens = TokenCounter.Prompt(request.Messages.Sum(m => TokenCounter.CountMessage(m.Role, m.Text, m.Name))) + request.ToolTokens;
        if (promptTokens > TokenCounter.ContextLimit)
            throw ApiException.BadRequest($"This model's maximum context length is {TokenCounter.ContextLimit} tokens. However, your messages resulted in {promptTokens} tokens.", "messages", "context_length_exceeded");
        if (context.Faults.Take(FaultNames.ContentFilter, "chat", request.Model) is not null)
            throw ContentFilter.Refusal();
        var digest = SeededRandom.HexDigest([.. request.Messages.Select(m => m.Role + "\n" + m.Text)]);
        var choices = new JsonArray();
        var completionTokens = 0;
        for (var i = 0; i < request.Choices; i++)
        {
            var choice = ChatChoice.Make(context, request, Answer(request, model, digest, i), i, Random(request, model, digest, i, "choice"));
            completionTokens += choice.Tokens;
            choices.Add(choice.Json);
        }

        return Reply(request, digest, choices, promptTokens, completionTokens);
    }

    private JsonObject Reply(ChatRequest request, string digest, JsonArray choices, int promptTokens, int completionTokens)
    {
        var number = Interlocked.Increment(ref served);
        var reply = new JsonObject
        {
            ["id"] = "chatcmpl-" + SeededRandom.HexDigest(digest, number.ToString(CultureInfo.InvariantCulture))[..29],
            ["object"] = "chat.completion",
            ["created"] = context.NowMs / 1000,
            ["model"] = request.Model,
            ["choices"] = choices,
            ["usage"] = new JsonObject
            {
                ["prompt_tokens"] = promptTokens,
                ["completion_tokens"] = completionTokens,
                ["total_tokens"] = promptTokens + completionTokens,
                ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = 0, ["audio_tokens"] = 0 },
                ["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = 0, ["audio_tokens"] = 0, ["accepted_prediction_tokens"] = 0, ["rejected_prediction_tokens"] = 0 },
            },
            ["service_tier"] = "default",
            ["system_fingerprint"] = "fp_local",
        };
        if (context.Azure)
            reply["prompt_filter_results"] = new JsonArray(new JsonObject { ["prompt_index"] = 0, ["content_filter_results"] = ContentFilter.Safe() });
        return reply;
    }

    private ChatAnswer Answer(ChatRequest request, ResolvedModel model, string digest, int choice)
    {
        var random = Random(request, model, digest, choice, "answer");
        return model.Kind switch
        {
            ModelKind.Teacher => TeacherModel.Answer(request, random, context.Options.TeacherBadRate),
            ModelKind.Judge => JudgeModel.Answer(request, model.Name, random),
            ModelKind.Recorded => memory.Recorded(model.Name).Answer(request),
            ModelKind.Tuned => TunedModel.Answer(request, memory.Tuned(model.Job!), model.Share, random),
            _ => BaseModel.Answer(request, random),
        };
    }

    // A tuned model is known by what it was trained on, so that the same training answers the same under another id.
    private SeededRandom Random(ChatRequest request, ResolvedModel model, string digest, int choice, string use) => SeededRandom.From(
        use,
        model.Job is { } job ? $"{job.RootBase}|{job.Seed}|{job.TrainingFile}" : model.Name,
        digest,
        context.Options.Seed.ToString(CultureInfo.InvariantCulture),
        request.Seed?.ToString(CultureInfo.InvariantCulture) ?? "",
        choice.ToString(CultureInfo.InvariantCulture));
}
