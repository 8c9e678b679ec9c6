using FineTune.Durable.Worker.Extensions.Abstractions;

namespace FineTune.Durable.Worker;

/// <summary>Runs a function on a schedule, in UTC.</summary>
/// <param name="schedule">
/// Six fields (seconds first), a time span, or <c>%Setting%</c> for an app setting that holds either.
/// </param>
public sealed class TimerTriggerAttribute(string schedule) : TriggerBindingAttribute
{
    /// <summary>The schedule as it was given.</summary>
    public string Schedule { get; } = schedule;

    /// <summary>Whether the last run is remembered over restarts, so that a missed one is made up for.</summary>
    public bool UseMonitor { get; set; } = true;

    /// <summary>Whether the function also runs when the host starts.</summary>
    public bool RunOnStartup { get; set; }
}
