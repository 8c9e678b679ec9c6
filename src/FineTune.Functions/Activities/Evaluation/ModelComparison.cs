using FineTune.Core.Billing;
using FineTune.Core.Billing.Prices;
using FineTune.Core.Examples;
using FineTune.Core.Lineages;
using FineTune.Core.Models;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Text;
using FineTune.Functions.Activities.Billing;
using FineTune.Functions.Activities.Calls;
using FineTune.Functions.Activities.Judging;
using FineTune.Functions.Activities.Windows;
using FineTune.Functions.Contracts.Evaluation;
using FineTune.Synthesis.Judging;
using FineTune.Training.Evaluation;
using Microsoft.Extensions.AI;

namespace FineTune.Functions.Activities.Evaluation;

/// <summary>Candidate and parent answer the same example; the panel scores each answer against the reference.</summary>
internal sealed class ModelComparison
{
    private readonly EvaluateWindowInput _input;
    private readonly IChatClient _candidate;
    private readonly IChatClient _parent;
    private readonly ModelPrice _price;
    private readonly JudgePanel _panel;

    private ModelComparison(EvaluateWindowInput input, IChatClient candidate, IChatClient parent, ModelPrice price, JudgePanel panel, int rowsAtOnce) =>
        (_input, _candidate, _parent, _price, _panel, RowsAtOnce) = (input, candidate, parent, price, panel, rowsAtOnce);

    public int RowsAtOnce { get; }

    public string? Stopped { get; private set; }

    /// <summary>One of the two models does not answer yet.</summary>
    public bool NotReady { get; private set; }

    public static (ModelComparison? Comparison, string? Refusal) Create(EvaluateWindowInput input, IModelEndpoints endpoints, IPriceBook prices, TimeProvider time)
    {
        var plan = input.Plan;
        var shares = new EndpointShares(input.InFlight, time);
        var (panel, refusal) = JudgePanel.Create(plan.Settings.Judges, endpoints, prices, shares);
        if (panel is null)
        {
            return (null, refusal);
        }

        var (candidate, noPrice) = Called(input.Candidate);
        var (parent, _) = Called(plan.ParentModel);
        if (candidate is null || parent is null)
        {
            return (null, noPrice);
        }

        var concurrency = Math.Min(panel.RowsAtOnce, WindowLimits.Concurrency(endpoints.Describe(plan.Endpoint), input.InFlight));
        var comparison = new ModelComparison(input, candidate.Client, parent.Client, candidate.Price, panel, concurrency)
        {
            Stopped = panel.Stopped ?? prices.AgeOf(candidate.Price).Refusal,
        };
        return (comparison, null);

        (CalledModel? Model, string? Refusal) Called(string model) => CalledModel.Create(
            "contestant", new ModelChoice(plan.Endpoint, model) { PricedAs = plan.RootModel }, endpoints, prices, shares);
    }

    public decimal WorstCase(int rows, long rowTokens) =>
        (2 * _price.Call(rowTokens, (long)rows * _input.Plan.Settings.Evaluation.MaxOutputTokens))
        + (2 * _panel.WorstCase(rows, rowTokens + ((long)rows * _input.Plan.Settings.Evaluation.MaxOutputTokens)));

    /// <summary>Null when an endpoint's quota is used up (see <see cref="Stopped"/>), or a model does not answer yet (see <see cref="NotReady"/>).</summary>
    public async Task<EvaluatedRow?> CompareAsync(string id, ChatExample example, CancellationToken cancellationToken)
    {
        try
        {
            var prompt = Prompt(example);
            var candidate = await AnswerAsync(_candidate, prompt, example, cancellationToken);
            var parent = candidate is null ? null : await AnswerAsync(_parent, prompt, example, cancellationToken);
            Stopped ??= _panel.Stopped;
            return candidate is null || parent is null ? null : new EvaluatedRow(
                id, _input.Window.Kind, _input.Window.DatasetId, candidate.Value.Answer, parent.Value.Answer,
                candidate.Value.Usage + parent.Value.Usage);
        }
        catch (ProviderException e) when (e.Kind == ProviderErrorKind.QuotaExhausted)
        {
            Stopped ??= e.Message;
            return null;
        }
    }

    private async Task<(EvaluatedAnswer Answer, CallUsage Usage)?> AnswerAsync(
        IChatClient client, List<ChatMessage> prompt, ChatExample example, CancellationToken cancellationToken)
    {
        var options = new ChatOptions { Temperature = 0, Seed = 1, MaxOutputTokens = _input.Plan.Settings.Evaluation.MaxOutputTokens };
        ChatResponse response;
        try
        {
            response = await client.GetResponseAsync(prompt, options, cancellationToken);
        }
        catch (ProviderException e) when (e.Kind == ProviderErrorKind.ContentFiltered)
        {
            return (new EvaluatedAnswer(null, null, null, "content_filter", []), CallUsage.Zero);
        }
        catch (ProviderException e) when (e.Kind == ProviderErrorKind.Invalid)
        {
            return (new EvaluatedAnswer(null, null, null, e.Code ?? "invalid", []), CallUsage.Zero);
        }
        catch (ProviderException e) when (e.Kind == ProviderErrorKind.NotFound)
        {
            NotReady = true;
            return null;
        }

        var usage = CallPricing.Usage(_price, response.Usage);
        if (string.IsNullOrWhiteSpace(response.Text))
        {
            return (new EvaluatedAnswer(null, null, null, "the model gave no answer", []), usage);
        }

        var reference = ExampleText.Response(example);
        var verdicts = await _panel.AskAsync(JudgePrompt.Build(example, response.Text, reference), cancellationToken);
        if (verdicts is null)
        {
            return null;
        }

        var decision = Panel.Decide(string.Empty, ExampleOrigin.Drop, verdicts, threshold: 1);
        var answer = new EvaluatedAnswer(
            response.Text, decision.Score, RougeL.F1(response.Text, reference), decision.Score is null ? decision.Reason : null, verdicts);
        return (answer, usage + decision.Usage);
    }

    private static List<ChatMessage> Prompt(ChatExample example) =>
        [.. ExampleText.WithoutAnswer(example).Where(turn => turn.Content is not null).Select(turn => new ChatMessage(Role(turn.Role), turn.Content))];

    private static ChatRole Role(string role) => role switch
    {
        "system" or "developer" => ChatRole.System,
        "assistant" => ChatRole.Assistant,
        _ => ChatRole.User,
    };
}
