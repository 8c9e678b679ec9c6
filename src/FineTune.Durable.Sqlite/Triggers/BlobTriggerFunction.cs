namespace FineTune.Durable.Sqlite.Triggers;

internal sealed record BlobTriggerFunction(string Name, BlobPathPattern Path, TriggerInvocation Invoke);
