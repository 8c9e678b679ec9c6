using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace FineTune.Providers.Clients;

/// <summary>Messages as they are sent. The adapter drops messages of roles that it does not know; here every text is sent.</summary>
internal static class WireMessages
{
    private static readonly ChatRole Developer = new("developer");

    public static IEnumerable<ChatMessage> Of(IEnumerable<ChatMessage> messages) => messages.SelectMany(Of);

    private static IEnumerable<ChatMessage> Of(ChatMessage message)
    {
        var results = message.Contents.OfType<FunctionResultContent>().ToList();
        if (results.Count > 0)
        {
            yield return new ChatMessage(ChatRole.Tool, [.. results.Select(AsText)]);
        }

        if (message.Role == ChatRole.Assistant && message.Contents.OfType<FunctionCallContent>().ToList() is { Count: > 0 } calls)
        {
            yield return new ChatMessage { RawRepresentation = Caller(message, calls) };
        }
        else if (message.Text.Length > 0 || results.Count == 0)
        {
            // One text: not every compatible server accepts several parts.
            yield return new ChatMessage(Role(message.Role), message.Text) { AuthorName = message.AuthorName };
        }
    }

    /// <summary>Built here because the adapter writes the arguments with indentation.</summary>
    private static AssistantChatMessage Caller(ChatMessage message, IEnumerable<FunctionCallContent> calls)
    {
        var caller = new AssistantChatMessage(calls.Select(call => ChatToolCall.CreateFunctionToolCall(
            call.CallId, call.Name, BinaryData.FromString(ChatRequestJson.Arguments(call)))))
        {
            ParticipantName = message.AuthorName,
        };
        if (message.Text.Length > 0)
        {
            caller.Content.Add(ChatMessageContentPart.CreateTextPart(message.Text));
        }

        return caller;
    }

    private static AIContent AsText(FunctionResultContent result) =>
        new FunctionResultContent(result.CallId, result.Result?.ToString() ?? string.Empty);

    /// <summary>The protocol has tool messages only as answers to a call: other texts of tools are sent as the user's.</summary>
    private static ChatRole Role(ChatRole role) =>
        role == ChatRole.System || role == ChatRole.Assistant || role == Developer ? role : ChatRole.User;
}
