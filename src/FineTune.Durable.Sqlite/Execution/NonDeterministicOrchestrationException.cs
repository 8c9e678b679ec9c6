namespace FineTune.Durable.Core.Exceptions;

/// <summary>The orchestrator's code no longer does what its history says it did. Fails the instance.</summary>
internal sealed class NonDeterministicOrchestrationException(string message)
    : Exception("Non-Deterministic workflow detected: " + message);
