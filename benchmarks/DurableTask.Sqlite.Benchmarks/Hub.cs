using DurableTask.Core;

namespace DurableTask.Sqlite.Benchmarks;

/// <summary>A worker and a client over a new database.</summary>
internal sealed class Hub : IAsyncDisposable
{
    private readonly SqliteOrchestrationService _service;
    private readonly TaskHubWorker _worker;

    private Hub(string path)
    {
        Path = path;
        _service = new SqliteOrchestrationService(new SqliteOrchestrationServiceOptions { DatabasePath = path });
        _worker = new TaskHubWorker(_service);
        _worker.AddTaskOrchestrations(typeof(Chain), typeof(FanOut), typeof(Empty), typeof(Sleep));
        _worker.AddTaskActivities(typeof(Increment));
        Client = new TaskHubClient(_service);
    }

    public string Path { get; }

    public TaskHubClient Client { get; }

    public static async Task<Hub> StartAsync(string? path = null)
    {
        var hub = new Hub(path ?? System.IO.Path.Combine(Directory.CreateTempSubdirectory("durabletask-sqlite-").FullName, "hub.db"));
        await hub._worker.StartAsync();
        return hub;
    }

    public async Task<OrchestrationState> RunAsync(Type orchestration, object input)
    {
        OrchestrationInstance instance = await Client.CreateOrchestrationInstanceAsync(orchestration, input);
        OrchestrationState end = await Client.WaitForOrchestrationAsync(instance, TimeSpan.MaxValue);
        return end.OrchestrationStatus == OrchestrationStatus.Completed
            ? end
            : throw new InvalidOperationException($"{orchestration.Name} ended {end.OrchestrationStatus}: {end.Output}");
    }

    /// <summary>Stops and keeps the database.</summary>
    public async Task StopAsync()
    {
        await _worker.StopAsync(isForced: true);
        _worker.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(System.IO.Path.GetDirectoryName(Path)!, recursive: true);
    }
}
