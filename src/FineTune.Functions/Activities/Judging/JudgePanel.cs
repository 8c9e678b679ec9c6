using FineTune.Core.Judging;
using FineTune.Core.Lineages;
using FineTune.Core.Models;
using FineTune.Core.Money;
using FineTune.Core.Training;
using FineTune.Functions.Activities.Calls;
using FineTune.Functions.Activities.Windows;
using Microsoft.Extensions.AI;

namespace FineTune.Functions.Activities.Judging;

/// <summary>The judges of a lineage, asked together.</summary>
internal sealed class JudgePanel
{
    private readonly List<Judge> _judges;

    private JudgePanel(List<Judge> judges, int rowsAtOnce) => (_judges, RowsAtOnce) = (judges, rowsAtOnce);

    /// <summary>Rows a window may have in flight.</summary>
    public int RowsAtOnce { get; }

    /// <summary>Why no more calls can be made; null when they can.</summary>
    public string? Stopped { get; private set; }

    /// <summary>The panel, or why a judge of it cannot be asked.</summary>
    public static (JudgePanel? Panel, string? Refusal) Create(
        IReadOnlyList<ModelChoice> judges, IModelEndpoints endpoints, IPriceBook prices, int inFlight, TimeProvider time)
    {
        var panel = new List<Judge>();
        var concurrency = int.MaxValue;
        string? tooOld = null;
        foreach (var choice in judges)
        {
            var endpoint = endpoints.Describe(choice.Endpoint);
            var (price, refusal) = CallPricing.Find(prices, endpoint, choice);
            if (price is null)
            {
                return (null, refusal);
            }

            tooOld ??= prices.AgeOf(price).Refusal;
            var client = PacedChatClient.Share(endpoints.GetChatClient(choice.Endpoint, choice.Model), endpoint, inFlight, time);
            panel.Add(new Judge(choice, new MeteredChatClient(client, "judge", endpoint, price), price));
            concurrency = Math.Min(concurrency, WindowLimits.Concurrency(endpoint, inFlight));
        }

        return (new JudgePanel(panel, concurrency) { Stopped = tooOld }, null);
    }

    /// <summary>The most that judging rows of these tokens can cost.</summary>
    public decimal WorstCase(int rows, long rowTokens) =>
        _judges.Sum(judge => JudgingPrice.WorstCase(judge.Price, rows, rowTokens, JudgingPrice.VerdictTokens));

    /// <summary>One verdict per judge; null when an endpoint's quota is used up (see <see cref="Stopped"/>).</summary>
    public async Task<IReadOnlyList<Verdict>?> AskAsync(IReadOnlyList<ChatMessage> prompt, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.WhenAll(_judges.Select(judge => AskAsync(judge, prompt, cancellationToken)));
        }
        catch (ProviderException e) when (e.Kind == ProviderErrorKind.QuotaExhausted)
        {
            Stopped = e.Message;
            return null;
        }
    }

    private static async Task<Verdict> AskAsync(Judge judge, IReadOnlyList<ChatMessage> prompt, CancellationToken cancellationToken)
    {
        var name = judge.Choice.DisplayName;
        var options = new ChatOptions
        {
            Temperature = judge.Choice.Temperature ?? 0,
            MaxOutputTokens = judge.Choice.MaxOutputTokens ?? JudgingPrice.VerdictTokens,
            Seed = 1,
            ResponseFormat = ChatResponseFormat.ForJsonSchema(JudgePrompt.Schema, JudgePrompt.SchemaName),
        };
        try
        {
            var response = await judge.Client.GetResponseAsync(prompt, options, cancellationToken);
            return JudgeAnswer.Parse(
                name, response.Text, response.FinishReason?.Value, ChatAnswers.IsRefusal(response), CallPricing.Usage(judge.Price, response.Usage));
        }
        catch (ProviderException e) when (e.Kind is ProviderErrorKind.ContentFiltered)
        {
            return JudgeAnswer.Parse(name, null, ChatFinishReason.ContentFilter.Value, refused: false, CallUsage.Zero);
        }
        catch (ProviderException e) when (e.Kind is ProviderErrorKind.Invalid)
        {
            // This row's request is refused for good, for instance because it is longer than the judge's context.
            return new Verdict(name, null, e.Code ?? "invalid", null, CallUsage.Zero);
        }
    }

    private sealed record Judge(ModelChoice Choice, IChatClient Client, ModelPrice Price);
}
