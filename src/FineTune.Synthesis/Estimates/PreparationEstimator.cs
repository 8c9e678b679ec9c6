using FineTune.Core.Billing.Estimates;
using FineTune.Core.Billing.Prices;
using FineTune.Core.Examples;
using FineTune.Core.Lineages;
using FineTune.Core.Lineages.Generation;
using FineTune.Core.Models;
using FineTune.Synthesis.Judging;
using FineTune.Synthesis.Methods;
using FineTune.Synthesis.Teachers;
using Microsoft.Extensions.AI;

namespace FineTune.Synthesis.Estimates;

/// <summary>What generating and judging a drop costs: at most what the windows reserve, and likely by the sizes of prompts and rows.</summary>
internal sealed class PreparationEstimator(ChosenPrices prices, ITokenCounter tokens)
{
    /// <summary>Tokens of a verdict with three sentences of reasons.</summary>
    public const int ExpectedVerdictTokens = 120;

    private static readonly ChatExample NoText = new([new ChatTurn("user", ""), new ChatTurn("assistant", "")]);

    public IReadOnlyList<StageEstimate> Estimate(DropSizes sizes, LineageSettings settings) =>
    [
        .. settings.Models.Teacher is { } teacher && sizes.Candidates > 0 ? [Generation(teacher, sizes, settings.Generation)] : Array.Empty<StageEstimate>(),
        .. settings.Judging.Enabled ? settings.Models.Judges.Select(judge => Judging(judge, sizes, settings.Judging)) : [],
    ];

    /// <summary>What a judge costs over rows of so many tokens in sum.</summary>
    public CostRange Judge(ModelPrice price, string model, long rows, long expectedTokens, long mostTokens)
    {
        var prompt = Tokens(model, JudgePrompt.Build(NoText));
        return new CostRange(
            price.Call(expectedTokens + (rows * prompt), rows * ExpectedVerdictTokens),
            price.Call(mostTokens + (rows * JudgingPrice.PromptTokens), rows * JudgingPrice.VerdictTokens));
    }

    private StageEstimate Generation(ModelChoice teacher, DropSizes sizes, GenerationSettings settings)
    {
        var (price, note) = prices.Find(teacher);
        if (price is null)
        {
            return new StageEstimate(PaidStage.Generation, teacher.Endpoint, teacher.Model, sizes.Calls, null, note);
        }

        var prompt = Tokens(teacher.Model, SelfInstructPrompt.Build([], settings.PerCall)) + (settings.Demonstrations * sizes.MeanTokens);
        var answer = Math.Min(sizes.MeanTokens, GenerationPrice.TokensPerExample);
        var most = teacher.MaxOutputTokens ?? (settings.PerCall * GenerationPrice.TokensPerExample);
        var cost = new CostRange(
            price.Call(sizes.Calls * Math.Min(prompt, GenerationPrice.PromptTokens), sizes.Candidates * answer),
            price.Call(sizes.Calls * GenerationPrice.PromptTokens, sizes.Calls * most));
        return new StageEstimate(PaidStage.Generation, teacher.Endpoint, teacher.Model, sizes.Calls, cost, note);
    }

    private StageEstimate Judging(ModelChoice judge, DropSizes sizes, JudgingSettings settings)
    {
        var (rows, rowTokens) = settings.JudgeDrop ? (sizes.Valid, sizes.ValidTokens) : (0, 0);
        var calls = rows + sizes.Candidates;
        var (price, note) = prices.Find(judge);
        var most = rowTokens + (sizes.Candidates * Math.Max(sizes.MeanTokens, GenerationPrice.TokensPerExample));
        var cost = price is null ? null : Judge(price, judge.Model, calls, rowTokens + (sizes.Candidates * sizes.MeanTokens), most);
        return new StageEstimate(PaidStage.Judging, judge.Endpoint, judge.DisplayName, calls, cost, note);
    }

    private long Tokens(string model, IReadOnlyList<ChatMessage> prompt) => prompt.Sum(message => (long)tokens.Count(model, message.Text));
}
