using System.Text.Json;
using FineTune.Core;

namespace FineTune.Cli.Client;

/// <summary>The body of an error answer.</summary>
internal sealed record LocalHostError(string? Message, string? Next)
{
    /// <summary>Null where the body is something else.</summary>
    public static LocalHostError? Read(string body)
    {
        try
        {
            return JsonSerializer.Deserialize<Envelope>(body, FineTuneJson.Options)?.Error;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Envelope(LocalHostError? Error);
}
