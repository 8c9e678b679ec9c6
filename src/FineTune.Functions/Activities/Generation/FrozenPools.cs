using System.Runtime.CompilerServices;
using FineTune.Core.Storage;
using FineTune.Synthesis.Rounds;

namespace FineTune.Functions.Activities.Generation;

/// <summary>
/// The states that rounds begin with, as this process last read them: the windows of a round fork one instead of reading and comparing the whole pool
/// each for itself. Only a memory: what it holds is what the blobs of these ETags say, and another process reads them for itself.
/// </summary>
internal sealed class FrozenPools : IDisposable
{
    /// <summary>Rounds, of all data sets, that are remembered.</summary>
    public const int Kept = 3;

    private static readonly ConditionalWeakTable<IBlobStore, FrozenPools> Stores = [];
    private readonly SemaphoreSlim _turn = new(1);
    private readonly LinkedList<(PoolMark Mark, GenerationState State)> _states = [];

    public static FrozenPools Of(IBlobStore store) => Stores.GetValue(store, _ => new FrozenPools());

    /// <summary>The remembered state, or the one that is read now, once for all who wait.</summary>
    public async Task<GenerationState> GetAsync(PoolMark mark, Func<Task<GenerationState>> read, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var known = _states.FirstOrDefault(entry => entry.Mark == mark);
            if (known.State is { } state)
            {
                _states.Remove(known);
            }
            else
            {
                state = await read();
            }

            _states.AddLast((mark, state));
            if (_states.Count > Kept)
            {
                _states.RemoveFirst();
            }

            return state;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}

/// <summary>Which pool, and which writing of it. A pool is written again whenever one before it was, so the last one speaks for all.</summary>
/// <param name="Seeds">ETag of the seeds; null where there are none.</param>
/// <param name="LastPool">ETag of the pool of the round before; null in the first round.</param>
internal sealed record PoolMark(string Lineage, string DatasetId, int Round, string? Seeds, string? LastPool);
