namespace FineTune.Core.Lineages.Generation;

/// <summary>How new examples are made. docs/generation.md describes each.</summary>
public enum GenerationMethod
{
    /// <summary>Self-instruct in one call: instructions with their responses, as JSON.</summary>
    Pairs,

    /// <summary>Self-instruct in its three steps: instructions, is it classification, instances.</summary>
    SelfInstruct,

    /// <summary>Alpaca: twenty tasks with input and output in one call.</summary>
    Alpaca,

    /// <summary>Evol-Instruct: known instructions made harder or rarer, then answered.</summary>
    EvolInstruct,

    /// <summary>New answers for the drop's instructions, by each teacher.</summary>
    Answers,

    /// <summary>Conversations of a customer and an agent, with summary and specific information.</summary>
    SupportDialogues,
}
