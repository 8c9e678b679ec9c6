namespace FineTune.Cli.Hosting.Processes;

/// <summary>How a running host is found (<c>host-process.json</c>).</summary>
/// <param name="Url">Where it answers, without a trailing slash.</param>
/// <param name="Pid">Its process.</param>
/// <param name="ProcessStartedAt">Tells the process from a later one with the same id.</param>
/// <param name="Storage">Where its blobs are, in words without secrets.</param>
/// <param name="Engine">Its engine, as the command line spells it.</param>
internal sealed record HostProcessRecord(string Url, int Pid, DateTimeOffset ProcessStartedAt, DateTimeOffset StartedAt, string Storage, string Engine = "sqlite");
