using FineTune.Cli.Output;
using FineTune.Cli.Views;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace FineTune.Cli.Watching;

/// <summary>Follows a host until it is cancelled: a live table in a terminal, a line per change elsewhere.</summary>
internal sealed class WatchView(IAnsiConsole console, TimeProvider time)
{
    private const int RecentLines = 12;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Prints a line per change. Ends when <paramref name="until"/> says so.</summary>
    public async Task PrintAsync(Watcher watcher, Snapshot since, Func<Snapshot, bool> until, CancellationToken cancellationToken)
    {
        var before = since;
        while (true)
        {
            var now = await watcher.PollAsync(cancellationToken);
            foreach (var line in Changes.Between(before, now))
            {
                console.Line($"{Clock()} {line}");
            }

            if (until(now))
            {
                return;
            }

            before = now;
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <summary>Shows the lineages as a table that changes, with the latest lines below it.</summary>
    public Task ShowAsync(Watcher watcher, Func<Snapshot, bool> until, CancellationToken cancellationToken) =>
        console.Live(new Spectre.Console.Text("")).StartAsync(async live =>
        {
            var before = Snapshot.Empty;
            var recent = new Queue<string>();
            while (true)
            {
                var now = await watcher.PollAsync(cancellationToken);
                foreach (var line in Changes.Between(before, now))
                {
                    recent.Enqueue($"{Clock()} {line}");
                    if (recent.Count > RecentLines)
                    {
                        recent.Dequeue();
                    }
                }

                live.UpdateTarget(new Rows([LineageTable.Create(now.Lineages), .. recent.Select(IRenderable (line) => new Spectre.Console.Text(line))]));
                if (until(now))
                {
                    return;
                }

                before = now;
                await Task.Delay(Pause, time, cancellationToken);
            }
        });

    private string Clock() => time.GetLocalNow().ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
}
