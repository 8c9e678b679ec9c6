using FineTune.Core.Lineages;
using FineTune.Synthesis.Planning;

namespace FineTune.Functions.Contracts.Synthesis;

/// <summary>One window to work on.</summary>
/// <param name="Round">0-based group of windows; all of a group see the pool that the groups before left.</param>
/// <param name="InFlight">Windows that share the endpoints' limits with this one, itself included.</param>
public sealed record WindowInput(
    string Lineage, string DatasetId, string Month, SynthesisWindow Window, int InFlight, LineageSettings Settings, int Round = 0, WindowWork Work = WindowWork.All);
