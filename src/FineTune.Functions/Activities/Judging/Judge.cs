using FineTune.Core.Billing;
using FineTune.Core.Billing.Prices;
using FineTune.Core.Judging;
using FineTune.Core.Lineages;
using FineTune.Core.Models.Endpoints;
using FineTune.Functions.Activities.Billing;
using FineTune.Functions.Activities.Calls;
using FineTune.Synthesis.Judging;
using Microsoft.Extensions.AI;

namespace FineTune.Functions.Activities.Judging;

/// <summary>One judge of a panel, as a window may call it.</summary>
internal sealed record Judge(ModelChoice Choice, IChatClient Client, ModelPrice Price)
{
    public ChatOptions Options => new()
    {
        Temperature = Choice.Temperature ?? 0,
        MaxOutputTokens = Choice.MaxOutputTokens ?? JudgingPrice.VerdictTokens,
        Seed = 1,
        ResponseFormat = ChatResponseFormat.ForJsonSchema(JudgePrompt.Schema, JudgePrompt.SchemaName),
    };

    /// <summary>The verdict. A row's own failure is one without a score; what concerns every row is thrown.</summary>
    public async Task<Verdict> AskAsync(IReadOnlyList<ChatMessage> prompt, CancellationToken cancellationToken)
    {
        try
        {
            return Read(await Client.GetResponseAsync(prompt, Options, cancellationToken));
        }
        catch (ProviderException e) when (Read(e) is { } unscored)
        {
            return unscored;
        }
    }

    /// <param name="factor">Share of the price of a single call.</param>
    public Verdict Read(ChatResponse response, decimal factor = 1) => JudgeAnswer.Parse(
        Choice.DisplayName, response.Text, response.FinishReason?.Value, ChatAnswers.IsRefusal(response), CallPricing.Usage(Price, response.Usage, factor));

    /// <summary>Null for what concerns every row.</summary>
    public Verdict? Read(ProviderException failure) => failure.Kind switch
    {
        ProviderErrorKind.ContentFiltered => JudgeAnswer.Parse(Choice.DisplayName, null, ChatFinishReason.ContentFilter.Value, refused: false, CallUsage.Zero),

        // This row's request is refused for good, for instance because it is longer than the judge's context.
        ProviderErrorKind.Invalid => new Verdict(Choice.DisplayName, null, failure.Code ?? "invalid", null, CallUsage.Zero),
        _ => null,
    };
}
