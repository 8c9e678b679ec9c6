namespace FineTune.Core.Models.Jobs;

/// <summary>A model saved during training.</summary>
/// <param name="Model">Callable, or to be deployed, under this name.</param>
public sealed record JobCheckpoint(string Id, string Model, int Step, double? ValidLoss, double? FullValidLoss);
