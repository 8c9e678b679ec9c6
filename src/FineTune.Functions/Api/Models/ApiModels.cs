using FineTune.Functions.Contracts;

namespace FineTune.Functions.Api.Models;

/// <summary>A lineage at a glance.</summary>
/// <param name="Staged">Increments that wait for a run or are in one.</param>
/// <param name="Held">A person is asked to confirm a candidate; the lineage waits.</param>
/// <param name="Running">What its tune is doing; null while there is none.</param>
public sealed record LineageOverview(string Lineage, int? Champion, int Versions, int Staged, bool Held, StageStatus? Running);
