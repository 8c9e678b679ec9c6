using System.Collections.Concurrent;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace FunctionsHost.Local.Tests.Hosting;

/// <summary>An app of a blob trigger, orchestrators and activities; what happened is in its journal.</summary>
public sealed class AppFunctions(AppFunctions.Journal journal)
{
    public sealed class Journal
    {
        public ConcurrentQueue<string> Lines { get; } = new();
    }

    public sealed record Drop(string Lineage, string Name, string Text);

    [Function(nameof(OnDrop))]
    public static async Task OnDrop([BlobTrigger("%DROPS%/{lineage}/{name}.jsonl")] Stream blob, string lineage, string name,
        [DurableClient] DurableTaskClient client, FunctionContext context)
    {
        using var reader = new StreamReader(blob);
        var text = await reader.ReadToEndAsync(context.CancellationToken);
        await client.ScheduleNewOrchestrationInstanceAsync(nameof(Process), new Drop(lineage, name, text),
            new StartOrchestrationOptions($"drop-{lineage}-{name}"), context.CancellationToken);
    }

    [Function(nameof(OnSlow))]
    public async Task OnSlow([BlobTrigger("slow/{name}")] Stream blob, string name, [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        journal.Lines.Enqueue($"slow {name} {blob.Length}");
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await client.ScheduleNewOrchestrationInstanceAsync(nameof(Greet), name, new StartOrchestrationOptions($"late-{name}"),
                CancellationToken.None);
            throw;
        }
    }

    [Function(nameof(Process))]
    public static async Task<int> Process([OrchestrationTrigger] TaskOrchestrationContext context, Drop drop)
    {
        var length = await context.CallActivityAsync<int>(nameof(Measure), drop);
        return length + await context.CallActivityAsync<int>(nameof(Measure), drop with { Text = "" });
    }

    [Function(nameof(Measure))]
    public int Measure([ActivityTrigger] Drop drop, string instanceId)
    {
        journal.Lines.Enqueue($"{instanceId} {drop.Lineage}/{drop.Name} {drop.Text.Length}");
        return drop.Text.Length;
    }

    [Function(nameof(Greet))]
    public static async Task<string> Greet([OrchestrationTrigger] TaskOrchestrationContext context, string name) =>
        await context.CallActivityAsync<string>(nameof(SayHello), name);

    [Function(nameof(SayHello))]
    public static string SayHello([ActivityTrigger] string name) => $"Hello {name}";

    [Function(nameof(TryFailing))]
    public static async Task<string> TryFailing([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        try
        {
            await context.CallActivityAsync(nameof(Fail), "boom");
            return "no failure";
        }
        catch (TaskFailedException error)
        {
            return $"{error.Message}|{error.FailureDetails.ErrorType}|{error.FailureDetails.IsCausedBy<InvalidDataException>()}";
        }
    }

    [Function(nameof(Fail))]
    public async Task Fail([ActivityTrigger] string message)
    {
        await Task.Yield();
        throw new InvalidDataException(message);
    }

    [Function(nameof(Wait))]
    public static async Task<string> Wait([OrchestrationTrigger] TaskOrchestrationContext context) =>
        await context.WaitForExternalEvent<string>("go");

    [Function(nameof(Tick))]
    public void Tick([TimerTrigger("%TICKS%")] TimerInfo timer, CancellationToken cancellationToken) =>
        journal.Lines.Enqueue($"tick {timer.IsPastDue} {cancellationToken.CanBeCanceled}");
}
