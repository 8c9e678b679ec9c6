using System.Collections.Concurrent;
using FineTune.LocalProvider.Chat.Answering;
using FineTune.LocalProvider.Chat.Tuned;
using FineTune.LocalProvider.Jobs;
using FineTune.LocalProvider.Runtime;
using FineTune.LocalProvider.Storage;
using FineTune.LocalProvider.Training;

namespace FineTune.LocalProvider.Chat;

/// <summary>Keeps the indexes of the tuned models in use, and the recordings. At most sixteen tuned models stay in memory.</summary>
internal sealed class ModelMemory(ProviderContext context, JobService jobs)
{
    private const int MostIndexes = 16;

    private readonly ConcurrentDictionary<string, Lazy<TunedIndex>> tuned = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<RecordedModel>> recorded = new(StringComparer.Ordinal);

    public TunedIndex Tuned(JobRecord job)
    {
        if (tuned.Count > MostIndexes)
            tuned.Clear();
        return tuned.GetOrAdd(job.Key, _ => new Lazy<TunedIndex>(() => new TunedIndex(TrainedMemory.Read(jobs.MemoryPath(job))))).Value;
    }

    public RecordedModel Recorded(string name) => recorded.GetOrAdd(name, n => new Lazy<RecordedModel>(() => new RecordedModel(context.Options.RecordedModels[n]))).Value;
}
