using FineTune.Core.Models.Endpoints;

namespace FineTune.Core.Billing.Estimates;

/// <summary>What training one base model on a drop is likely to cost.</summary>
/// <param name="IsBase">The model that the drop was checked for.</param>
/// <param name="Tokens">Of the drop's valid lines in this model's encoding, cut to its limit: one epoch over all of them.</param>
/// <param name="Exact">False: some rows were not counted in this model's encoding.</param>
/// <param name="CutExamples">Valid lines over this model's limit; the provider would cut off their end.</param>
/// <param name="Epochs">By the lineage's settings, else by the rule that providers' "auto" is known to follow.</param>
/// <param name="EpochsAreSet">The lineage's settings name them.</param>
/// <param name="Training">Tokens x epochs x price: of the rows likely to be trained on, and at most.</param>
/// <param name="Evaluation">Candidate and parent answer this drop's held-out rows and are judged. Null where a judge's price is not known.</param>
/// <param name="Total">With generating and judging the drop. Null where a part is not known.</param>
/// <param name="Warning">Why it cannot be trained (any more), or what else to know; null where there is nothing.</param>
public sealed record TrainingEstimate(
    EndpointKind Kind, string Model, bool IsBase, long Tokens, bool Exact, long CutExamples, int Epochs, bool EpochsAreSet,
    CostRange Training, CostRange? Evaluation, CostRange? Total, DateOnly PricesAsOf, DateOnly? TrainableUntil, DateOnly? ShutdownDate,
    bool CanBeTrained, string? Warning);
