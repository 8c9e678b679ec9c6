using FineTune.Core.Models.Batches;
using FineTune.Core.Models.Endpoints;

namespace FineTune.Synthesis.Batches;

/// <summary>
/// Joins the answers of a batch with its requests, in whatever order they come. Every request ends exactly once: with an outcome, or
/// in <see cref="Rest"/> because the batch expired before it, lost it, or met an error that may pass.
/// </summary>
public sealed class BatchJoin
{
    private readonly List<string> _ids = [];
    private readonly Dictionary<string, bool> _ended = new(StringComparer.Ordinal);

    /// <param name="customIds">The requests of the batch; an id that comes twice is one request.</param>
    public BatchJoin(IEnumerable<string> customIds)
    {
        foreach (var id in customIds)
        {
            if (_ended.TryAdd(id, false))
            {
                _ids.Add(id);
            }
        }
    }

    /// <summary>Takes it that a request had its outcome before: it is not asked again, and answers to it count as repeated.</summary>
    public void Known(string customId)
    {
        if (_ended.ContainsKey(customId))
        {
            _ended[customId] = true;
        }
    }

    public int Requests => _ids.Count;

    public int Answered { get; private set; }

    public int Failed { get; private set; }

    /// <summary>Answers to requests that had ended; the first one counts.</summary>
    public int Repeated { get; private set; }

    /// <summary>Answers to no request of this batch, and lines that could not be read.</summary>
    public int Unknown { get; private set; }

    /// <summary>Requests without an outcome, in their order: to be asked again.</summary>
    public IReadOnlyList<string> Rest => [.. _ids.Where(id => !_ended[id])];

    /// <summary>The end of the request that the answer is for; null when the answer ends none.</summary>
    public BatchOutcome? Take(BatchAnswer answer)
    {
        if (!_ended.TryGetValue(answer.CustomId, out var ended))
        {
            Unknown++;
            return null;
        }

        if (ended)
        {
            Repeated++;
            return null;
        }

        // An error that may pass ends nothing: a response that comes later for the same request is paid for, and counts.
        if (answer.Response is null && MayPass(answer.Error))
        {
            return null;
        }

        _ended[answer.CustomId] = true;
        _ = answer.Response is null ? Failed++ : Answered++;
        return new BatchOutcome(answer.CustomId, answer.Response, answer.Response is null ? answer.Error : null);
    }

    private static bool MayPass(ProviderException? error) =>
        error is null or { Kind: ProviderErrorKind.Transient or ProviderErrorKind.RateLimited or ProviderErrorKind.Ambiguous };
}
