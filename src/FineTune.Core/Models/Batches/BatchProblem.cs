namespace FineTune.Core.Models.Batches;

/// <summary>One reason why a batch was refused. The provider's own sentence is left out: it may quote a line.</summary>
/// <param name="Line">Line of the request file, from 1.</param>
public sealed record BatchProblem(string Code, long? Line);
