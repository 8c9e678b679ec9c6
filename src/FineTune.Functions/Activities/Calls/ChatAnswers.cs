using Microsoft.Extensions.AI;

namespace FineTune.Functions.Activities.Calls;

/// <summary>What an answer says beside its text.</summary>
internal static class ChatAnswers
{
    /// <summary>The model declined, in the field that the protocol has for it.</summary>
    public static bool IsRefusal(ChatResponse response) =>
        response.Messages.SelectMany(message => message.Contents).OfType<ErrorContent>().Any(content => content.ErrorCode == "Refusal");
}
