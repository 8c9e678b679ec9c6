namespace FineTune.Durable.Sqlite.Dispatch;

/// <summary>Messages that callers may compare with those of Durable Functions.</summary>
internal static class Texts
{
    public const string NotRunning = "The orchestration instance with the provided instance id is not running.";

    public static string AlreadyExists(string instanceId) => $"An Orchestration instance with the ID {instanceId} already exists.";

    public static string NotFound(string instanceId) => $"No instance with ID '{instanceId}' was found.";
}
