using FineTune.Core.Billing.Prices;
using FineTune.Core.Models.Endpoints;
using FineTune.Functions.Activities.Billing;
using FineTune.Functions.Activities.Calls;
using FineTune.Synthesis.Answers;
using FineTune.Synthesis.Teachers;
using Microsoft.Extensions.AI;

namespace FineTune.Functions.Activities.Generation;

/// <summary>What is stored of a teacher's call, whether it was made singly or in a batch.</summary>
internal static class StoredCalls
{
    /// <param name="factor">Share of the price of a single call.</param>
    public static StoredCall Of(string key, string requestId, ChatResponse response, ModelPrice price, decimal factor = 1) => new(
        key, new TeacherAnswer(requestId, End(response), AnswerLimits.Keep(response.Text), CallPricing.Usage(price, response.Usage, factor), response.ResponseId));

    /// <summary>A question's own failure is an answer; null for what concerns every question.</summary>
    public static StoredCall? Of(string key, string requestId, ProviderException failure)
    {
        AnswerEnd? end = failure.Kind switch
        {
            ProviderErrorKind.ContentFiltered => AnswerEnd.ContentFilter,
            ProviderErrorKind.Invalid => AnswerEnd.Failed,
            _ => null,
        };
        return end is { } known ? new StoredCall(key, new TeacherAnswer(requestId, known, ""), failure.Code ?? failure.Kind.ToString()) : null;
    }

    private static AnswerEnd End(ChatResponse response) =>
        response.FinishReason == ChatFinishReason.ContentFilter ? AnswerEnd.ContentFilter
        : ChatAnswers.IsRefusal(response) ? AnswerEnd.Refused
        : response.FinishReason == ChatFinishReason.Length ? AnswerEnd.Length
        : AnswerEnd.Complete;
}
