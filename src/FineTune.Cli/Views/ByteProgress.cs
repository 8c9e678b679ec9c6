using Spectre.Console;

namespace FineTune.Cli.Views;

/// <summary>A progress bar for many bytes: only in a terminal, and only for work that takes a while.</summary>
internal static class ByteProgress
{
    private const long WorthABar = 8 * 1024 * 1024;

    /// <summary>Runs the work; it reports the bytes done of each title.</summary>
    public static async Task RunAsync(IAnsiConsole console, IReadOnlyList<(string Title, long Bytes)> parts, Func<int, IProgress<long>?, Task> work)
    {
        if (!console.Profile.Capabilities.Interactive || parts.Sum(part => part.Bytes) < WorthABar)
        {
            for (var i = 0; i < parts.Count; i++)
            {
                await work(i, null);
            }

            return;
        }

        ProgressColumn[] columns = [new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new TransferSpeedColumn(), new RemainingTimeColumn()];
        await console.Progress().AutoClear(true).Columns(columns).StartAsync(async bar =>
        {
            var tasks = parts.Select(part => bar.AddTask(Markup.Escape(part.Title), maxValue: Math.Max(part.Bytes, 1))).ToList();
            for (var i = 0; i < parts.Count; i++)
            {
                await work(i, new Report(tasks[i]));
                tasks[i].Value = tasks[i].MaxValue;
            }
        });
    }

    /// <summary>Reports at once: <see cref="Progress{T}"/> would report late and out of order.</summary>
    private sealed class Report(ProgressTask task) : IProgress<long>
    {
        void IProgress<long>.Report(long value) => task.Value = value;
    }
}
