namespace FineTune.Core.Models.Jobs;

/// <summary>A model as the provider lists it.</summary>
public sealed record ProviderModel(string Id, DateOnly? ShutdownDate);
