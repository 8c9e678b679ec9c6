namespace FineTune.Durable.Sqlite.Triggers;

internal sealed record TimerTriggerFunction(string Name, TimerSchedule Schedule, bool UseMonitor, bool RunOnStartup, TriggerInvocation Invoke);
