namespace FunctionsHost.Local.Triggers.Blobs;

internal sealed record BlobTriggerFunction(string Name, BlobPathPattern Path, TriggerInvocation Invoke);
