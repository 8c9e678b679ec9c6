using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Chat.Answering;

/// <summary>Invented, repeatable log probabilities over the real tokens. Around a number, the neighbouring numbers are the alternatives.</summary>
internal static class LogProbabilities
{
    private const double VeryUnlikely = -9999;

    public static JsonArray Of(string text, int alternatives, SeededRandom random) =>
        new([.. TokenCounter.Encode(text).Select(t => Token(t.Value, alternatives, random))]);

    private static JsonObject Token(string token, int alternatives, SeededRandom random)
    {
        var certainty = 0.7 + (0.29 * random.NextDouble());
        var top = new JsonArray();
        if (alternatives > 0)
            top.Add(Entry(token, Math.Log(certainty)));
        var left = 1 - certainty;
        foreach (var other in Others(token).Take(alternatives - 1))
        {
            left /= 2;
            top.Add(Entry(other, left < 1e-9 ? VeryUnlikely : Math.Log(left)));
        }

        var entry = Entry(token, Math.Log(certainty));
        entry["top_logprobs"] = top;
        return entry;
    }

    private static IEnumerable<string> Others(string token)
    {
        if (int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return Enumerable.Range(1, 10).SelectMany(d => (int[])[number + d, number - d]).Where(n => n >= 0).Select(n => n.ToString(CultureInfo.InvariantCulture));
        return Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? new string(' ', (i / 2) + 1) + token.Trim() : token.Trim() + new string('.', (i / 2) + 1));
    }

    private static JsonObject Entry(string token, double probability) => new()
    {
        ["token"] = token,
        ["logprob"] = Math.Round(probability, 6),
        ["bytes"] = new JsonArray([.. Encoding.UTF8.GetBytes(token).Select(b => (JsonNode)JsonValue.Create((int)b))]),
    };
}
