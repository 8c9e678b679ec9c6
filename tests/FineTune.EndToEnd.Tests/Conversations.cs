using System.Text.Json;

namespace FineTune.EndToEnd.Tests;

/// <summary>Rows for tests, all different and all plausible.</summary>
internal static class Conversations
{
    private static readonly string[] _things = ["kettle", "lamp", "blanket", "bicycle bell", "garden hose", "coffee grinder", "desk chair", "rain jacket"];
    private static readonly string[] _troubles =
    [
        "arrived with a cracked handle", "stopped working after a week", "is the wrong colour", "has not been delivered yet", "is missing a screw",
        "is louder than I expected",
    ];

    private static readonly string[] _remedies =
    [
        "We will send you a replacement today and you may keep the faulty one.", "Please send it back with the label in the box; the refund takes three days.",
        "I have asked the carrier to look for it and will write to you tomorrow morning.", "A spare part is on its way and should arrive on Thursday.",
    ];

    public static IEnumerable<string> Chat(int count) => Rows(count).Select(row => JsonSerializer.Serialize(new
    {
        messages = new[]
        {
            new { role = "system", content = "You answer customers of a small household shop, briefly and kindly." },
            new { role = "user", content = row.Question },
            new { role = "assistant", content = row.Answer },
        },
    }));

    public static IEnumerable<string> Instructions(int count) =>
        Rows(count).Select(row => JsonSerializer.Serialize(new { instruction = "Answer the customer kindly.", input = row.Question, output = row.Answer }));

    public static IEnumerable<string> PromptCompletions(int count) => Rows(count).Select((row, i) => JsonSerializer.Serialize(new
    {
        prompt = $"Summary: The customer writes about an order.\n\nSpecific information: Order {1000 + i} was paid by card.\n\n###\n\n"
            + $"Customer: Hello, are you there?\nAgent: Yes, how can I help?\nCustomer: {row.Question}\nAgent:",
        completion = $" {row.Answer}\n",
    }));

    private static IEnumerable<(string Question, string Answer)> Rows(int count) => Enumerable.Range(0, count).Select(i =>
    {
        var thing = _things[i % _things.Length];
        var trouble = _troubles[i / _things.Length % _troubles.Length];
        var remedy = _remedies[i % _remedies.Length];
        return (
            $"The {thing} from my order {4000 + (i * 7)} {trouble}. What can you do for me?",
            $"I am sorry that the {thing} from order {4000 + (i * 7)} {trouble}. {remedy}");
    });
}
