using FineTune.Core;
using FineTune.Core.Billing;
using FineTune.Core.Lineages;
using FineTune.Core.Lineages.Generation;
using FineTune.Synthesis.Candidates;
using FineTune.Synthesis.Planning;
using FineTune.Synthesis.Rounds;
using FineTune.Synthesis.Teachers;
using FineTune.Testing;

namespace FineTune.Synthesis.Tests.Support;

/// <summary>Drops to grow, and teachers that answer by what they are asked.</summary>
internal static class Growing
{
    private static readonly string[] Words =
    [
        "amber", "bridge", "candle", "dolphin", "ember", "forest", "garden", "harbour", "island", "jacket", "kettle", "lantern", "meadow", "needle", "orchard", "pepper", "quarry", "ribbon",
        "saddle", "tunnel", "umbrella", "valley", "window", "yellow", "zephyr", "anchor", "basket", "copper", "desert", "engine",
    ];

    public static ModelChoice Teacher { get; } = new("lab", "teacher-a");

    public static GenerationSetup Setup(GenerationSettings? settings = null, IReadOnlyList<Demonstration>? seeds = null, params ModelChoice[] teachers) =>
        new("d1", settings ?? new GenerationSettings(), teachers.Length > 0 ? teachers : [Teacher], Drops.Model, seeds ?? Seeds(12), new WordTokenCounter());

    public static IReadOnlyList<Demonstration> Seeds(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new Demonstration($"seed{i}", Sentence($"seed {i}", 9), $"Answer number {i}", "Be kind"))];

    public static Demonstration Support(int i) => new(
        $"talk{i}", Sentence($"talk {i}", 7), "It comes on Monday.", $"Summary: The customer asks about parcel {i}.\n\nSpecific information: Order 4071{i} left on Monday.");

    /// <summary>Words in an order that follows from the key.</summary>
    public static string Sentence(string key, int words)
    {
        var random = new Random(Convert.ToInt32(ContentId.Of([key])[..7], 16));
        return "Tell " + string.Join(' ', Enumerable.Range(0, words).Select(_ => Words[random.Next(Words.Length)]));
    }

    /// <summary>What a good teacher says, in the form that the step asks for; now and then one that is filtered.</summary>
    public static string Answer(TeacherRequest request) => request.Step switch
    {
        "instructions" => string.Join('\n', Enumerable.Range(9, 7).Select(i => $"{i}. {(i == 11 ? "Draw a nice red picture of it" : Sentence($"{request.Id} {i / 2}", 8))}")),
        "classification" => request.Number % 3 == 0 ? "Yes" : "No.",
        "instances.outputFirst" => $"Class label: Good\nText: {Sentence(request.Id, 4)}\nClass label: Bad\nText: {Sentence(request.Id + "b", 4)}",
        "instances.inputFirst" => $"Example 1\nInput: {Sentence(request.Id, 4)}\nOutput: {Sentence(request.Id + "o", 5)}\nExample 2\nInput: same\nOutput: same",
        "tasks" => "4. Instruction: " + Sentence(request.Id, 8) + "\n4. Input:\n<noinput>\n4. Output:\n" + Sentence(request.Id + "o", 5)
            + "\n###\n5. Instruction: " + Sentence(request.Id + "x", 8) + "\n5. Input:\nreal input\n5. Output:\n" + Sentence(request.Id + "y", 5),
        "pairs" => $$"""{"examples":[{"instruction":"{{Sentence(request.Id, 8)}}","response":"{{Sentence(request.Id + "r", 5)}}"},{"instruction":"x","response":"y"}]}""",
        "dialogues" => $$"""{"dialogues":[{"summary":"Asks for {{request.Number}}5.","specificInformation":"Order 40{{request.Number}}15.","turns":[{"role":"customer","text":"{{Sentence(request.Id, 8)}}"},{"role":"agent","text":"Order 40{{request.Number}}15 is on its way."}]}]}""",
        "answer" => $"{request.Teacher.Endpoint} {request.Teacher.Model} says {Sentence(request.Task!.Id, 6)}",
        _ => request.Task!.Instruction + " and also " + Sentence(request.Id, 12),
    };

    /// <summary>Answers what waits until the round is complete: at most <paramref name="atOnce"/> questions at a time, the answers in drawn order.</summary>
    public static GenerationRound Complete(this GenerationRound round, Func<TeacherRequest, string>? answer = null, int atOnce = int.MaxValue, int order = 0)
    {
        var random = new Random(order);
        while (!round.IsComplete)
        {
            var asked = round.Waiting.Take(atOnce).ToList();
            random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(asked));
            foreach (var request in asked)
            {
                round.Add(new TeacherAnswer(request.Id, AnswerEnd.Complete, (answer ?? Answer)(request), new CallUsage(10, 5, 0.01m), $"resp-{request.Id}"));
            }
        }

        return round;
    }

    public static GenerationRound Begin(GenerationState state, GenerationMethod method, int round = 0, int requests = 4, int turn = 0) =>
        GenerationRound.Begin(state, MethodMix.Of(method), round, turn, window: round, requests);
}
