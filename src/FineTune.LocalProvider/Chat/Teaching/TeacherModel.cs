using System.Text.Json;
using System.Text.Json.Nodes;
using FineTune.LocalProvider.Chat.Answering;
using FineTune.LocalProvider.Chat.Requests;
using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Chat.Teaching;

/// <summary>
/// A teacher: makes new examples by recombining the demonstrations of its prompt. A stated share is bad on purpose (an empty answer, a
/// copied demonstration, stock phrases, an answer that breaks off), so that what comes after it has something to catch.
/// </summary>
internal static class TeacherModel
{
    private const int FewestWordsToCut = 8;

    private static readonly string[] Asked = ["instruction", "prompt", "question", "input", "task"];
    private static readonly string[] Said = ["response", "output", "answer", "completion"];

    public static ChatAnswer Answer(ChatRequest request, SeededRandom random, double badRate)
    {
        if (TaskTeacher.Answer(request.LastUser, random, badRate) is { } written)
            return written;
        if (Conversations.Answer(request.LastUser, random) is { } conversations)
            return new ChatAnswer(conversations.ToJsonString()) { Value = request.Format == AnswerFormat.Text ? null : conversations };
        if (TeachingPrompt.Find(request.LastUser) is not { } prompt)
            return BaseModel.Answer(request, random);
        var recombiner = new Recombiner(prompt.Demonstrations, random);
        var made = new List<Demonstration>(prompt.Count);
        while (made.Count < prompt.Count)
            made.Add(random.Chance(badRate) ? Bad(recombiner, prompt.Demonstrations, random) : recombiner.Next());
        if (request.Format != AnswerFormat.JsonSchema)
            return Plain(request, made);
        return new ChatAnswer("") { Value = Shaped(request.Schema, made, random) };
    }

    private static Demonstration Bad(Recombiner recombiner, IReadOnlyList<Demonstration> demonstrations, SeededRandom random)
    {
        if (random.Next(4) == 0)
            return random.Pick(demonstrations);
        var made = recombiner.Next();
        return new Demonstration(made.Instruction, random.Next(3) switch
        {
            0 => "",
            1 => "As an AI language model, I do not have what is needed to do this, but I can offer general information.",
            _ => Cut(made.Response, random),
        });
    }

    // Cut behind a word that cannot end a sentence, where there is one in the middle third.
    private static string Cut(string response, SeededRandom random)
    {
        var words = response.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < FewestWordsToCut)
            return "";
        var at = (words.Length / 3) + random.Next(words.Length / 3);
        var dangling = Enumerable.Range(at, words.Length - at - 1).FirstOrDefault(i => words[i] is "the" or "a" or "of" or "to" or "and" or "for" or "in" or "with" or "is", at);
        return string.Join(' ', words[..(dangling + 1)]).TrimEnd('.', '!', '?', ',', ';', ':', ')');
    }

    private static ChatAnswer Plain(ChatRequest request, List<Demonstration> made)
    {
        var list = new JsonArray([.. made.Select(m => new JsonObject { ["instruction"] = m.Instruction, ["response"] = m.Response })]);
        var text = string.Join("\n\n", made.Select((m, i) => $"### Example {i + 1}\nInstruction: {m.Instruction}\nResponse: {m.Response}"));
        return new ChatAnswer(text) { Value = request.Format == AnswerFormat.JsonObject ? new JsonObject { ["examples"] = list } : null };
    }

    /// <summary>Puts the examples into the first list of objects that the schema has.</summary>
    private static JsonNode? Shaped(JsonElement schema, List<Demonstration> made, SeededRandom random)
    {
        var placed = false;
        SchemaFiller? filler = null;
        filler = new SchemaFiller(schema, made[0].Response, random, (_, part) =>
        {
            if (placed || SchemaFiller.TypeOf(part) != "array" || !part.TryGetProperty("items", out var items) || SchemaFiller.TypeOf(filler!.Resolve(items)) != "object")
                return null;
            placed = true;
            return new JsonArray([.. made.Select(m => Item(schema, filler!.Resolve(items), m, random))]);
        });
        return filler.Fill();
    }

    private static JsonNode? Item(JsonElement root, JsonElement items, Demonstration made, SeededRandom random)
    {
        var filler = new SchemaFiller(root, made.Response, random, (name, part) =>
            SchemaFiller.TypeOf(part) != "string" ? null
            : Array.Exists(Asked, a => name.Contains(a, StringComparison.OrdinalIgnoreCase)) ? JsonValue.Create(made.Instruction)
            : Array.Exists(Said, s => name.Contains(s, StringComparison.OrdinalIgnoreCase)) ? JsonValue.Create(made.Response)
            : null);
        return filler.Fill(items, "", 0);
    }
}
