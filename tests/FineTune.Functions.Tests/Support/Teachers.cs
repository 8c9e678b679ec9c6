using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace FineTune.Functions.Tests.Support;

/// <summary>Stand-ins whose answer follows from the prompt alone.</summary>
internal static class Teachers
{
    /// <summary>Five new pairs, no two alike.</summary>
    public static Task<ChatResponse> Answer(string prompt) => Task.FromResult(FakeChat.Text(JsonSerializer.Serialize(new
    {
        examples = Enumerable.Range(0, 5).Select(index => new { instruction = Words(prompt, index, 7) + "?", response = Words(prompt, index + 100, 12) + "." }),
    })));

    /// <summary>Scores between 4 and 9, by the text to judge.</summary>
    public static Task<ChatResponse> Judge(string prompt) => FakeChat.Score(4 + (SHA256.HashData(Encoding.UTF8.GetBytes(prompt))[0] % 6));

    private static string Words(string prompt, int salt, int count) => string.Join(' ', Enumerable.Range(0, count)
        .Select(n => "w" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{prompt}/{salt}/{n}")))[..6]));
}
