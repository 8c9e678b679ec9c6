using System.Globalization;
using FineTune.Core.Models.Batches;

namespace FineTune.Synthesis.Batches;

/// <summary>What providers refuse whole batches for.</summary>
public static class BatchProblems
{
    private static readonly Dictionary<string, string> _meanings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["token_limit_exceeded"] = "too many tokens wait in the provider's batch queue: use fewer batches at a time, or ask for a higher limit",
        ["rate_limit_exceeded"] = "too many batches were created at a time",
        ["too_many_tasks"] = "the file has too many lines: lower Endpoints__{name}__BatchMaxRequests",
        ["file_too_large"] = "the file is too large: lower Endpoints__{name}__BatchMaxMegabytes",
        ["model_not_found"] = "the model or deployment does not support batches: on Azure, name one of sku GlobalBatch or DataZoneBatch in Endpoints__{name}__BatchDeployments",
        ["model_mismatch"] = "the deployment is not a batch deployment: on Azure, name one of sku GlobalBatch or DataZoneBatch in Endpoints__{name}__BatchDeployments",
        ["billing_hard_limit_reached"] = "the account has no credit left: add credit",
        ["insufficient_quota"] = "the account has no credit or quota left: add credit",
        ["input_no_permissions"] = "the endpoint's identity may not read the file: check its roles",
    };

    /// <summary>The refusals that end by waiting.</summary>
    private static readonly string[] _passing = ["token_limit_exceeded", "rate_limit_exceeded", "server_error", "internal_error"];

    /// <summary>Whether every problem is temporary.</summary>
    public static bool MayPass(IReadOnlyList<BatchProblem> problems) =>
        problems.Count > 0 && problems.All(problem => _passing.Contains(problem.Code, StringComparer.OrdinalIgnoreCase));

    /// <summary>One sentence about a refused batch; codes and line numbers only, since a provider's own words may quote a row.</summary>
    public static string Explain(string endpoint, ModelBatch batch)
    {
        if (batch.Problems.Count == 0)
        {
            return $"The provider refused the batch {batch.Id} ({batch.RawStatus}) and did not give a reason.";
        }

        var first = batch.Problems[0];
        var line = first.Line is { } number ? string.Create(CultureInfo.InvariantCulture, $" in line {number}") : "";
        var more = batch.Problems.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" and {batch.Problems.Count - 1} more") : "";
        var meaning = _meanings.TryGetValue(first.Code, out var text) ? $": {text.Replace("{name}", endpoint, StringComparison.Ordinal)}" : "";
        return $"The provider refused the batch {batch.Id}: {first.Code}{line}{more}{meaning}.";
    }
}
