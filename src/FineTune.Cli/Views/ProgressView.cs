using FineTune.Cli.Output;
using Spectre.Console;

namespace FineTune.Cli.Views;

/// <summary>Shows progress: a live line in a terminal, a line per stage elsewhere.</summary>
internal sealed class ProgressView(IAnsiConsole console, TimeProvider time)
{
    private static readonly TimeSpan QuietTime = TimeSpan.FromSeconds(5);

    /// <summary>Runs the work; it reports the stage it is in as often as it likes.</summary>
    public async Task<T> RunAsync<T>(string title, Func<Action<StageProgress>, Task<T>> work)
    {
        var began = time.GetTimestamp();
        var log = new StageLog(QuietTime);
        if (!console.Profile.Capabilities.Interactive)
        {
            return await work(progress => Print(title, log.Add(progress, time.GetElapsedTime(began))));
        }

        return await console.Status().StartAsync(Markup.Escape(title), status => work(progress =>
        {
            var elapsed = time.GetElapsedTime(began);
            if (log.Add(progress, elapsed) is { IsNewStage: true } line)
            {
                Print(title, line);
            }

            status.Status(Markup.Escape($"{title}: {progress} ({Words.Elapsed(elapsed)})"));
        }));
    }

    private void Print(string title, StageLine? line)
    {
        if (line is not null)
        {
            console.WriteLine($"[{Words.Elapsed(line.Elapsed),8}] {title}: {line.Progress}");
        }
    }
}

/// <summary>A stage and its counts.</summary>
internal sealed record StageProgress(string Stage, long? Done = null, long? Total = null)
{
    public override string ToString() => Done is { } done && Total is > 0 and { } total
        ? $"{Stage} {Words.Count(done)} of {Words.Count(total)}"
        : Stage;
}
