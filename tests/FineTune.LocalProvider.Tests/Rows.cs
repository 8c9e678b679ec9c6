using System.Text.Json.Nodes;

namespace FineTune.LocalProvider.Tests;

/// <summary>Small training data about a shop.</summary>
internal static class Rows
{
    private static readonly string[] Things = ["lamp", "chair", "kettle", "rug", "mirror", "clock", "vase", "basket", "stool", "shelf", "blanket", "candle", "desk", "bench", "curtain"];

    public static string Line(string prompt, string answer) => new JsonObject
    {
        ["messages"] = new JsonArray(
            new JsonObject { ["role"] = "system", ["content"] = "You answer for a shop." },
            new JsonObject { ["role"] = "user", ["content"] = prompt },
            new JsonObject { ["role"] = "assistant", ["content"] = answer }),
    }.ToJsonString();

    public static (string Prompt, string Answer) Shop(int i)
    {
        var thing = Things[i % Things.Length];
        return (i / Things.Length) % 2 == 0
            ? ($"How do I return the {thing} I bought last week?", $"You can return the {thing} within thirty days. Bring the receipt to any of our shops.")
            : ($"When will the {thing} be in stock again?", $"The {thing} is expected in two weeks. We will write to you as soon as it arrives.");
    }

    public static string Training(int count = 15, int from = 0) => string.Join('\n', Enumerable.Range(from, count).Select(i => Line(Shop(i).Prompt, Shop(i).Answer))) + "\n";
}
