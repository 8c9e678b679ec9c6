using FineTune.Core.Lineages;
using FineTune.Synthesis.Planning;

namespace FineTune.Functions.Contracts.Synthesis;

/// <summary>The remaining windows, and the totals of the earlier ones.</summary>
/// <param name="BatchDeadline">UTC; set when the first group begins.</param>
public sealed record SynthesizeInput(
    string Lineage, string DatasetId, string Month, SynthesisPlan Plan, LineageSettings Settings, int Next, SynthesisTotals Totals, DateTime? BatchDeadline = null);
