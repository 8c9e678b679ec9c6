using System.Text;
using FineTune.Providers.Stages;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace FineTune.Providers.Recordings;

/// <summary>
/// Writes every whole answer with its question to a file that an endpoint of the kind recorded plays back. Answers that were cut, refused or filtered are
/// not written. A file that cannot be written to costs a warning and no answer.
/// </summary>
internal sealed partial class RecordingChatClient(IChatClient inner, string endpoint, string path, ILogger logger)
    : WholeAnswerChatClient(inner)
{
    private static readonly Lock OneAtATime = new();

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var asked = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var response = await base.GetResponseAsync(asked, options, cancellationToken);
        if (response.FinishReason == ChatFinishReason.Stop && !string.IsNullOrWhiteSpace(response.Text)
            && asked.LastOrDefault(message => message.Role == ChatRole.User)?.Text is { } question && !string.IsNullOrWhiteSpace(question))
        {
            Write(Recording.Row(question, response.Text));
        }

        return response;
    }

    private void Write(string row)
    {
        try
        {
            lock (OneAtATime)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
                file.Write(Encoding.UTF8.GetBytes(row));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            NotWritten(endpoint, path, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Endpoint '{Endpoint}': an answer could not be recorded in {Path}: {Reason} Calls continue without being recorded.")]
    private partial void NotWritten(string endpoint, string path, string reason);
}
