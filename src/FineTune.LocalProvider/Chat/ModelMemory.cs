using System.Collections.Concurrent;
using FineTune.LocalProvider.Storage;

namespace FineTune.LocalProvider.Chat;

/// <summary>Keeps the indexes of the tuned models in use, and the recordings. At most sixteen tuned models stay in memory.</summary>
internal sealed class ModelMemory(ProviderCore core)
{
    private const int MostIndexes = 16;

    private readonly ConcurrentDictionary<string, Lazy<TunedIndex>> tuned = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<RecordedModel>> recorded = new(StringComparer.Ordinal);

    public TunedIndex Tuned(JobRecord job)
    {
        if (tuned.Count > MostIndexes)
            tuned.Clear();
        return tuned.GetOrAdd(job.Key, _ => new Lazy<TunedIndex>(() => new TunedIndex(TrainedMemory.Read(core.Jobs.MemoryPath(job))))).Value;
    }

    public RecordedModel Recorded(string name) => recorded.GetOrAdd(name, n => new Lazy<RecordedModel>(() => new RecordedModel(core.Options.RecordedModels[n]))).Value;
}
