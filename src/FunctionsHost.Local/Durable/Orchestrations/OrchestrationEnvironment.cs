using FunctionsHost.Local.Durable.Payloads;
using Microsoft.DurableTask.Worker.Shims;
using Microsoft.Extensions.Logging;

namespace FunctionsHost.Local.Durable.Orchestrations;

/// <summary>What all orchestrations of a worker share.</summary>
/// <param name="Shims">Makes the official classes around an orchestrator.</param>
/// <param name="Payloads">Serialises and measures.</param>
/// <param name="LoggerFactory">For the loggers of orchestrators.</param>
/// <param name="Wake">Gives an instance a turn in which it fails, because its code was continued from outside.</param>
internal sealed record OrchestrationEnvironment(
    DurableTaskShimFactory Shims, PayloadLimits Payloads, ILoggerFactory LoggerFactory, Action<string> Wake)
{
    public SerializedPayload Serialize(object? value, string what, bool isReplaying) =>
        new(Payloads.Serialize(value, what, quiet: isReplaying));
}
