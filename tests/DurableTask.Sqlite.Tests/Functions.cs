using DurableTask.Core;
using DurableTask.Core.Serializing;

namespace DurableTask.Sqlite.Tests;

/// <summary>Orchestrations and activities by name, each a function.</summary>
internal sealed class Functions
{
    private readonly Manager<TaskOrchestration> _orchestrations = new();
    private readonly Manager<TaskActivity> _activities = new();

    public INameVersionObjectManager<TaskOrchestration> Orchestrations => _orchestrations;

    public INameVersionObjectManager<TaskActivity> Activities => _activities;

    public Functions Orchestrator(string name, Func<TestContext, Task<object?>> body)
    {
        _orchestrations.Add(name, () => new Orchestration(body));
        return this;
    }

    public Functions Activity<TIn, TOut>(string name, Func<TIn, Task<TOut>> body)
    {
        _activities.Add(name, () => new TaskOf<TIn, TOut>(body));
        return this;
    }

    public Functions Activity<TIn, TOut>(string name, Func<TIn, TOut> body) =>
        Activity<TIn, TOut>(name, input => Task.FromResult(body(input)));

    private sealed class Manager<T> : INameVersionObjectManager<T>
        where T : class
    {
        private readonly Dictionary<string, Func<T>> _creators = [];

        public void Add(string name, Func<T> create) => _creators[name] = create;

        public void Add(ObjectCreator<T> creator) => throw new NotSupportedException();

        public T? GetObject(string name, string? version) => _creators.TryGetValue(name, out Func<T>? create) ? create() : null;
    }

    private sealed class Orchestration(Func<TestContext, Task<object?>> body) : TaskOrchestration
    {
        private readonly TestContext _context = new();

        public override async Task<string> Execute(OrchestrationContext context, string input)
        {
            _context.Begin(context, input);
            return JsonDataConverter.Default.Serialize(await body(_context));
        }

        public override void RaiseEvent(OrchestrationContext context, string name, string input) => _context.Raise(name, input);

        public override string? GetStatus() => _context.Status;
    }

    private sealed class TaskOf<TIn, TOut>(Func<TIn, Task<TOut>> body) : AsyncTaskActivity<TIn, TOut>
    {
        protected override Task<TOut> ExecuteAsync(TaskContext context, TIn input) => body(input);
    }
}
