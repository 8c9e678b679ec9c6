namespace FineTune.Core.Lineages.Generation;

/// <summary>A method's part of what is generated.</summary>
/// <param name="Share">In relation to the shares of the other methods; they need not add up to 1.</param>
public sealed record MethodShare(GenerationMethod Method, double Share = 1);
