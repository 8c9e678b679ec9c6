using FineTune.Core.Lineages.Training;

namespace FineTune.Training.Planning;

/// <summary>Which strategy a run follows.</summary>
public static class StrategyPolicy
{
    /// <summary>
    /// Never <see cref="TrainingStrategy.Auto"/>. Without a parent, or with one that the provider no longer trains, only retraining is possible;
    /// otherwise the requested one; auto picks the one that trains fewer tokens.
    /// </summary>
    /// <param name="newTokens">Training tokens of a <c>continue</c> run, replay included.</param>
    /// <param name="allTokens">Training tokens of all data, the new included.</param>
    public static TrainingStrategy Choose(TrainingStrategy wanted, bool hasParent, bool parentStillTrainable, long newTokens, long allTokens) =>
        !hasParent || !parentStillTrainable ? TrainingStrategy.Retrain
        : wanted != TrainingStrategy.Auto ? wanted
        : newTokens < allTokens ? TrainingStrategy.Continue
        : TrainingStrategy.Retrain;
}
