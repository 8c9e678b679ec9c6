namespace FineTune.Durable.Worker;

/// <summary>What a timer function knows about its run.</summary>
public class TimerInfo
{
    /// <summary>The last and next runs; null where the schedule is not monitored.</summary>
    public ScheduleStatus? ScheduleStatus { get; set; }

    /// <summary>Whether this run is late, for instance because the host was down. Missed runs are made up for once.</summary>
    public bool IsPastDue { get; set; }
}
