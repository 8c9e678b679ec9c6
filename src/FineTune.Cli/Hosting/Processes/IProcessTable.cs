namespace FineTune.Cli.Hosting.Processes;

/// <summary>The processes of this machine.</summary>
internal interface IProcessTable
{
    /// <summary>Whether the process that was started at that time (within a few seconds) still runs.</summary>
    bool IsAlive(int pid, DateTimeOffset startedAt);

    /// <summary>This process.</summary>
    (int Pid, DateTimeOffset StartedAt) Current { get; }
}
