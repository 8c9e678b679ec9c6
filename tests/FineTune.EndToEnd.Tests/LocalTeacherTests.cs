using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FineTune.Core;
using FineTune.Core.Examples;
using FineTune.Core.Lineages;
using FineTune.Core.Lineages.Generation;
using FineTune.Datasets.Conversion;
using FineTune.Datasets.Rows;
using FineTune.LocalProvider;
using FineTune.LocalProvider.Hosting;
using FineTune.Providers.Tokens;
using FineTune.Synthesis.Candidates;
using FineTune.Synthesis.Planning;
using FineTune.Synthesis.Rounds;
using FineTune.Synthesis.Teachers;

namespace FineTune.EndToEnd.Tests;

/// <summary>The local provider's teacher speaks the prompts of the methods as they stand: a round of each, over HTTP, ends with rows that are kept.</summary>
public sealed class LocalTeacherTests
{
    [Theory]
    [InlineData(GenerationMethod.Pairs)]
    [InlineData(GenerationMethod.SelfInstruct)]
    [InlineData(GenerationMethod.Alpaca)]
    [InlineData(GenerationMethod.EvolInstruct)]
    [InlineData(GenerationMethod.Answers)]
    [InlineData(GenerationMethod.SupportDialogues)]
    public async Task Round_OfEachMethod_KeepsRowsAndCountsWhatItDrops(GenerationMethod kind)
    {
        using var data = new TemporaryData();
        await using var provider = await LocalProviderHost.StartAsync(new LocalProviderOptions { DataDirectory = Path.Combine(data.Path, "provider") });
        using var http = new HttpClient { BaseAddress = provider.ApiUrl, DefaultRequestHeaders = { { "Authorization", "Bearer local" } } };
        var teacher = new ModelChoice("local", "local-teacher");
        var setup = new GenerationSetup("0123456789abcdef", new GenerationSettings(), [teacher], "gpt-4.1-nano-2025-04-14", kind == GenerationMethod.SupportDialogues ? Dialogues() : Seeds(), new TokenCounter());

        var round = GenerationRound.Begin(new GenerationState(setup), MethodMix.Of(kind), 0, 0, 0, requests: 6);
        while (!round.IsComplete)
        {
            foreach (var request in round.Waiting)
            {
                round.Add(new TeacherAnswer(request.Id, AnswerEnd.Complete, await AskAsync(http, request)));
            }
        }

        var kept = round.Rows.Where(row => row.Outcome == CandidateOutcome.Ok).ToList();
        Assert.True(kept.Count >= 3, string.Join('\n', round.Rows.Select(row => $"{row.Outcome} {row.Reason}")));
        Assert.Equal(kept.Count, kept.Select(row => row.Id).Distinct().Count());
        Assert.DoesNotContain(round.Rows, row => row.Outcome == CandidateOutcome.Malformed);
    }

    private static List<Demonstration> Seeds() => [.. Conversations.Instructions(24).Select((line, index) =>
    {
        var row = JsonNode.Parse(line)!;
        return new Demonstration($"seed-{index}", $"{row["instruction"]} {row["input"]}", row["output"]!.GetValue<string>(), null);
    })];

    /// <summary>The Customer/Agent sample as intake reads it.</summary>
    private static List<Demonstration> Dialogues() =>
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "samples", "legacy-support.jsonl")).SelectMany((line, index) =>
            LineConverter.Convert(Encoding.UTF8.GetBytes(line), index + 1, InputShape.Chat).Lines).Select((line, index) =>
            {
                var turns = JsonSerializer.Deserialize<ChatExample>(line, FineTuneJson.Options)!.Messages;
                return new Demonstration($"seed-{index}", turns[^2].Content!, turns[^1].Content!, turns[0].Content) { Turns = turns.Count > 3 ? turns : null };
            })];

    private static async Task<string> AskAsync(HttpClient http, TeacherRequest request)
    {
        var body = new JsonObject
        {
            ["model"] = "local-teacher",
            ["seed"] = request.Seed,
            ["messages"] = new JsonArray([.. request.Messages.Select(message => new JsonObject { ["role"] = message.Role.Value, ["content"] = message.Text })]),
        };
        if (request.Schema is { } schema)
        {
            body["response_format"] = new JsonObject
            {
                ["type"] = "json_schema",
                ["json_schema"] = new JsonObject { ["name"] = "answer", ["schema"] = JsonNode.Parse(schema.GetRawText()) },
            };
        }

        using var reply = await http.PostAsJsonAsync(new Uri("chat/completions", UriKind.Relative), body);
        reply.EnsureSuccessStatusCode();
        return JsonNode.Parse(await reply.Content.ReadAsStringAsync())!["choices"]![0]!["message"]!["content"]!.GetValue<string>();
    }
}
