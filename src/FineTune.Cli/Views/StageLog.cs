namespace FineTune.Cli.Views;

/// <summary>Decides which reports are worth a line: each new stage, and new counts of the same stage after a while.</summary>
internal sealed class StageLog(TimeSpan quietTime)
{
    private StageProgress? _last;
    private TimeSpan _lastLine;

    /// <summary>The line to print, or null.</summary>
    public StageLine? Add(StageProgress progress, TimeSpan elapsed)
    {
        var isNewStage = _last?.Stage != progress.Stage;
        if (!isNewStage && (progress == _last || elapsed - _lastLine < quietTime))
        {
            return null;
        }

        (_last, _lastLine) = (progress, elapsed);
        return new StageLine(progress, elapsed, isNewStage);
    }
}

/// <summary>A line about a stage.</summary>
internal sealed record StageLine(StageProgress Progress, TimeSpan Elapsed, bool IsNewStage);
