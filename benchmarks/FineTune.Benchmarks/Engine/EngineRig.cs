using System.Text.Json;
using FineTune.Durable;
using FineTune.Durable.Client;
using FineTune.Durable.Converters;
using FineTune.Durable.Sqlite.Dispatch;
using Microsoft.Extensions.Logging.Abstractions;

namespace FineTune.Benchmarks.Engine;

/// <summary>An engine with its default settings on a new database, which is gone afterwards.</summary>
internal sealed class EngineRig : IAsyncDisposable
{
    private readonly string _folder;
    private readonly SqliteDurableEngine _engine;

    private EngineRig(string folder, SqliteDurableEngine engine)
    {
        _folder = folder;
        _engine = engine;
    }

    /// <summary>As inside Functions.</summary>
    public static DataConverter Converter { get; } = new JsonDataConverter(new JsonSerializerOptions { PropertyNameCaseInsensitive = true });

    public DurableTaskClient Client => _engine.Client;

    public static async Task<EngineRig> StartAsync(string parent, bool strict = false)
    {
        string folder = NewFolder(parent);
        SqliteDurableEngine engine = Create(folder, strict);
        await engine.StartAsync(CancellationToken.None);
        return new EngineRig(folder, engine);
    }

    public static string NewFolder(string parent) =>
        Directory.CreateDirectory(Path.Combine(parent, $"finetune-benchmark-{Guid.NewGuid():N}")).FullName;

    public static SqliteDurableEngine Create(string folder, bool strict = false) => new(
        new SqliteDurableEngineOptions { DatabasePath = Path.Combine(folder, "engine.db"), StrictReplay = strict },
        new BenchmarkFunctions(),
        Converter,
        TimeProvider.System,
        NullLoggerFactory.Instance);

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
