using FineTune.Core.Lineages.Generation;

namespace FineTune.Synthesis.Planning;

/// <summary>What a full window of a method is.</summary>
/// <param name="PerRequest">Candidates that one question is asked for; at least 1.</param>
/// <param name="Requests">Questions of the first step.</param>
/// <param name="CallsPerRequest">Calls that one question leads to at most.</param>
public sealed record MethodWindow(GenerationMethod Method, double Share, int PerRequest, int Requests, int CallsPerRequest)
{
    /// <summary>Candidates of a full window.</summary>
    public int Candidates => Math.Min(WindowPlanner.WindowRows, PerRequest * Requests);
}
