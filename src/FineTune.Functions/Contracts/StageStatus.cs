namespace FineTune.Functions.Contracts;

/// <summary>The custom status of an orchestration: where it is, in counts. Never row texts.</summary>
/// <param name="Child">Instance whose own status tells more while this stage lasts.</param>
public sealed record StageStatus(string Stage, long Done = 0, long Total = 0, string? RunId = null, string? Child = null, string? Note = null);
