using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace FineTune.LocalProvider.Storage;

/// <summary>
/// Records of one kind: all in memory, one JSON file each, written atomically before a change becomes visible. Reads take no lock; changes
/// are serialised.
/// </summary>
internal sealed class RecordStore<T> where T : class, IStoredRecord
{
    private const int LongestName = 100;

    private readonly ConcurrentDictionary<string, T> records = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private readonly string folder;
    private readonly JsonTypeInfo<T> type;
    private long lastOrdinal;

    public RecordStore(string folder, JsonTypeInfo<T> type)
    {
        this.folder = folder;
        this.type = type;
        Directory.CreateDirectory(folder);
        foreach (var path in Directory.EnumerateFiles(folder))
            Load(path);
    }

    /// <summary>All records, oldest first.</summary>
    public IEnumerable<T> All => records.Values.OrderBy(r => r.Ordinal);

    public T? Find(string key) => records.GetValueOrDefault(key);

    /// <summary>A number no record of this kind has had, in this process or an earlier one.</summary>
    public long NextOrdinal() => Interlocked.Increment(ref lastOrdinal);

    public T Put(T record)
    {
        lock (gate)
        {
            Save(record);
            return record;
        }
    }

    /// <summary>Changes a record from its newest value. Returns null when there is none.</summary>
    public T? Update(string key, Func<T, T> change)
    {
        lock (gate)
        {
            if (!records.TryGetValue(key, out var current))
                return null;
            var next = change(current);
            if (!ReferenceEquals(next, current))
                Save(next);
            return next;
        }
    }

    public void Remove(string key)
    {
        lock (gate)
        {
            if (records.TryRemove(key, out _))
                File.Delete(PathOf(key));
        }
    }

    private void Save(T record)
    {
        AtomicFile.Write(PathOf(record.Key), JsonSerializer.SerializeToUtf8Bytes(record, type));
        records[record.Key] = record;
    }

    private void Load(string path)
    {
        // A temporary file is a write that a kill interrupted: its change never became visible.
        if (path.EndsWith(AtomicFile.TemporarySuffix, StringComparison.Ordinal))
        {
            File.Delete(path);
            return;
        }

        if (!path.EndsWith(".json", StringComparison.Ordinal))
            return;
        T record;
        try
        {
            record = JsonSerializer.Deserialize(File.ReadAllBytes(path), type) ?? throw new JsonException("the file contains null");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The local provider's state file '{path}' cannot be read ({e.Message}). Restore it, or delete it to lose only that record.", e);
        }

        records[record.Key] = record;
        lastOrdinal = Math.Max(lastOrdinal, record.Ordinal);
    }

    // Keys with slashes (resource ids) can outgrow a file name; their digest stands for them.
    private string PathOf(string key)
    {
        var name = Uri.EscapeDataString(key);
        return Path.Combine(folder, (name.Length > LongestName ? Text.SeededRandom.HexDigest(key) : name) + ".json");
    }
}
