using DurableTask.Sqlite.Inspection;

namespace FineTune.EndToEnd.Tests;

public sealed class HistoryTests
{
    [Fact]
    public async Task LargestHistory_TenThousandRows_IsAtMostTwiceThatOfAHundred()
    {
        var small = await LargestHistoryAsync(100);
        var large = await LargestHistoryAsync(10_000);

        TestContext.Current.SendDiagnosticMessage($"Largest history: {small} at 100 rows, {large} at 10,000 rows.");
        Assert.True(large.Events <= 2 * small.Events, $"{large} against {small}");
        Assert.True(large.Bytes <= 2 * small.Bytes, $"{large} against {small}");
    }

    /// <summary>Reads the engine's database again and again while the pipeline runs: a history ends when its instance continues as new.</summary>
    private static async Task<HistorySize> LargestHistoryAsync(int rows)
    {
        using var data = new TemporaryData();
        var first = data.Write("rows.jsonl", Conversations.Chat(rows));
        var second = data.Write("more.jsonl", Conversations.Chat(rows + 15).Skip(rows));
        await using var process = FinetuneProcess.Start("try", "--data", data.Path, "--lineage", "size", "--first", first, "--second", second);
        var ended = process.WaitAsync();
        var largest = new HistorySize(0, 0);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!ended.IsCompleted && await pause.WaitForNextTickAsync())
        {
            largest = largest.Or(Poll(Path.Combine(data.Path, "engine.db")));
        }

        Assert.True(await ended == 0, process.Output);
        return largest;
    }

    /// <summary>The open instance with the largest history. One that ends between the two readings has none.</summary>
    private static HistorySize Poll(string database)
    {
        var largest = TaskHubInspector.Read(database)?.Open.MaxBy(instance => instance.HistoryBytes);
        return largest is null
            ? new HistorySize(0, 0)
            : new HistorySize(TaskHubInspector.ReadHistory(database, largest.InstanceId).Count, largest.HistoryBytes);
    }

    private sealed record HistorySize(long Events, long Bytes)
    {
        public HistorySize Or(HistorySize other) => new(Math.Max(Events, other.Events), Math.Max(Bytes, other.Bytes));
    }
}
