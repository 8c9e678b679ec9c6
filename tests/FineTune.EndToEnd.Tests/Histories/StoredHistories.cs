using System.Text.Json;
using DurableTask.Sqlite.History;
using FunctionsHost.Local.Durable.Histories;

namespace FineTune.EndToEnd.Tests.Histories;

/// <summary>
/// Recorded executions as files: a line that says what was recorded, then an event per line. There are at most <see cref="PerOrchestrator"/> of an
/// orchestrator, each of another shape.
/// </summary>
internal static class StoredHistories
{
    private const int PerOrchestrator = 4;
    private const int LongestHistory = 250;

    /// <summary>Beside the tests.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Histories");

    public static IEnumerable<string> Files => Directory.EnumerateFiles(Folder, "*.jsonl", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    public static RecordedExecution Read(string file)
    {
        var lines = File.ReadAllLines(file);
        var head = JsonSerializer.Deserialize<Head>(lines[0], JsonSerializerOptions.Web)!;
        return new RecordedExecution(
            head.Name, head.InstanceId, head.ExecutionId, HistorySerializer.Deserialize(string.Join('\n', lines.Skip(1))), head.LastActions);
    }

    /// <summary>Replaces the files of a version.</summary>
    public static void Write(string folder, IEnumerable<RecordedExecution> executions)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        foreach (var (name, chosen) in executions.GroupBy(e => e.Name).Select(group => (group.Key, Choose(group))))
        {
            foreach (var (number, execution) in chosen.Index())
            {
                File.WriteAllText(Path.Combine(folder, $"{name}-{number + 1}.jsonl"), Text(execution));
            }
        }
    }

    /// <summary>Of each way to end the longest first: it says most.</summary>
    private static IEnumerable<RecordedExecution> Choose(IEnumerable<RecordedExecution> executions) => executions
        .Where(execution => execution.Events.Count <= LongestHistory)
        .OrderByDescending(execution => execution.Events.Count).ThenBy(execution => execution.InstanceId, StringComparer.Ordinal)
        .DistinctBy(Shape)
        .GroupBy(Ending)
        .SelectMany(ending => ending.Take(2))
        .Take(PerOrchestrator);

    private static string Ending(RecordedExecution execution) => execution.LastActions is [.., var last] && last.StartsWith("end:", StringComparison.Ordinal) ? last : "under way";

    private static string Shape(RecordedExecution execution) =>
        string.Join('\n', execution.Events.Select(e => TurnActions.Describe(e) ?? e.EventType.ToString()).Concat(execution.LastActions));

    private static string Text(RecordedExecution execution)
    {
        var head = JsonSerializer.Serialize(
            new Head(execution.Name, execution.InstanceId, execution.ExecutionId, execution.LastActions), JsonSerializerOptions.Web);
        return string.Concat(execution.Events.Select(HistorySerializer.SerializeLine).Prepend(head).Select(line => line + "\n"));
    }

    private sealed record Head(string Name, string InstanceId, string ExecutionId, IReadOnlyList<string> LastActions);
}
