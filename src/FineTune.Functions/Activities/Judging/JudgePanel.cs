using FineTune.Core.Billing.Prices;
using FineTune.Core.Judging;
using FineTune.Core.Lineages;
using FineTune.Core.Models;
using FineTune.Core.Models.Endpoints;
using FineTune.Functions.Activities.Calls;
using FineTune.Synthesis.Judging;
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
        IReadOnlyList<ModelChoice> judges, IModelEndpoints endpoints, IPriceBook prices, EndpointShares shares)
    {
        var panel = new List<Judge>();
        var concurrency = int.MaxValue;
        string? tooOld = null;
        foreach (var choice in judges)
        {
            var (model, refusal) = CalledModel.Create("judge", choice, endpoints, prices, shares);
            if (model is null)
            {
                return (null, refusal);
            }

            tooOld ??= prices.AgeOf(model.Price).Refusal;
            panel.Add(new Judge(choice, model.Client, model.Price));
            concurrency = Math.Min(concurrency, model.Concurrency);
        }

        return (new JudgePanel(panel, concurrency) { Stopped = tooOld }, null);
    }

    /// <summary>The most that judging rows of these tokens can cost.</summary>
    public decimal WorstCase(int rows, long rowTokens) =>
        _judges.Sum(judge => JudgingPrice.WorstCase(judge.Price, rows, rowTokens, JudgingPrice.VerdictTokens));

    /// <summary>The judges, in the lineage's order.</summary>
    public IReadOnlyList<Judge> Judges => _judges;

    /// <inheritdoc cref="AskAsync(IReadOnlyList{ChatMessage}, Func{int, ModelChoice, Verdict?}, CancellationToken)"/>
    public Task<IReadOnlyList<Verdict>?> AskAsync(IReadOnlyList<ChatMessage> prompt, CancellationToken cancellationToken) =>
        AskAsync(prompt, (_, _) => null, cancellationToken);

    /// <summary>One verdict per judge; null when an endpoint's quota is used up (see <see cref="Stopped"/>).</summary>
    /// <param name="known">The verdict of the judge in a place (0-based) that was stored before; that judge is not asked again.</param>
    public async Task<IReadOnlyList<Verdict>?> AskAsync(
        IReadOnlyList<ChatMessage> prompt, Func<int, ModelChoice, Verdict?> known, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.WhenAll(_judges.Select((judge, place) =>
                known(place, judge.Choice) is { } verdict ? Task.FromResult(verdict) : judge.AskAsync(prompt, cancellationToken)));
        }
        catch (ProviderException e) when (e.Kind == ProviderErrorKind.QuotaExhausted)
        {
            Stopped = e.Message;
            return null;
        }
    }
}
