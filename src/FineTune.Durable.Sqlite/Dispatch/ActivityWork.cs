namespace FineTune.Durable.Sqlite.Dispatch;

/// <summary>An activity call that is durable and waits to run.</summary>
internal sealed record ActivityWork(long Instance, string InstanceId, int Execution, int TaskId, string Name, string? Input);
