namespace FineTune.Core.Lineages.Reading;

/// <summary>Settings, or what is wrong with them. One of the two is null.</summary>
public sealed record LineageSettingsResult(LineageSettings? Settings, string? Error);
