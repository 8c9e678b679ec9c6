using DurableTask.Core;
using DurableTask.Core.Serializing;

namespace DurableTask.Sqlite.Tests;

/// <summary>What a test's orchestration works with: Core's context, and external events by name.</summary>
internal sealed class TestContext
{
    private readonly Dictionary<string, Queue<string>> _raised = [];
    private readonly Dictionary<string, Queue<TaskCompletionSource<string>>> _waiting = [];
    private string _input = "";

    public OrchestrationContext Core { get; private set; } = null!;

    public string? Status { get; set; }

    public string Id => Core.OrchestrationInstance.InstanceId;

    public T Input<T>() => JsonDataConverter.Default.Deserialize<T>(_input);

    public Task<T> Call<T>(string activity, object? input) => Core.ScheduleTask<T>(activity, "", input);

    public Task<T> Child<T>(string orchestration, object? input = null, string? id = null) =>
        id is null
            ? Core.CreateSubOrchestrationInstance<T>(orchestration, "", input)
            : Core.CreateSubOrchestrationInstance<T>(orchestration, "", id, input);

    public Task Sleep(TimeSpan time) => Core.CreateTimer(Core.CurrentUtcDateTime + time, true);

    public async Task<T> Event<T>(string name)
    {
        if (_raised.TryGetValue(name, out Queue<string>? raised) && raised.Count > 0)
            return JsonDataConverter.Default.Deserialize<T>(raised.Dequeue());
        if (!_waiting.TryGetValue(name, out Queue<TaskCompletionSource<string>>? waiting))
            _waiting.Add(name, waiting = []);
        var source = new TaskCompletionSource<string>();
        waiting.Enqueue(source);
        return JsonDataConverter.Default.Deserialize<T>(await source.Task);
    }

    internal void Begin(OrchestrationContext context, string input)
    {
        Core = context;
        _input = input;
    }

    internal void Raise(string name, string input)
    {
        if (_waiting.TryGetValue(name, out Queue<TaskCompletionSource<string>>? waiting)
            && waiting.TryDequeue(out TaskCompletionSource<string>? source))
        {
            source.SetResult(input);
            return;
        }

        if (!_raised.TryGetValue(name, out Queue<string>? raised))
            _raised.Add(name, raised = []);
        raised.Enqueue(input);
    }
}
