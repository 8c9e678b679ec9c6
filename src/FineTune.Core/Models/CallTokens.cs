using Microsoft.Extensions.AI;

namespace FineTune.Core.Models;

/// <summary>What a call may use of a limit in tokens, before it is made: cheap, and rather too much than too little. The usage puts it right afterwards.</summary>
public static class CallTokens
{
    /// <summary>Taken for the answer of a call that sets no bound.</summary>
    public const int UnboundedAnswer = 1_000;

    private const int PerMessage = 4;

    public static long Estimate(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var schema = options?.ResponseFormat is ChatResponseFormatJson { Schema: { } json } ? Estimate(json.GetRawText()) : 0;
        return schema + messages.Sum(message => PerMessage + Estimate(message.Text)) + (options?.MaxOutputTokens ?? UnboundedAnswer);
    }

    /// <summary>Three letters of plain text to a token, one of any other: real encodings need fewer tokens but for rare texts.</summary>
    public static long Estimate(string text)
    {
        var ascii = text.Count(char.IsAscii);
        return ((ascii + 2) / 3) + (text.Length - ascii);
    }
}
