namespace FunctionsHost.Local.Triggers.Timers;

internal sealed record TimerTriggerFunction(string Name, TimerSchedule Schedule, bool UseMonitor, bool RunOnStartup,
    TriggerInvocation Invoke);
