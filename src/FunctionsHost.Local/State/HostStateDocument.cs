namespace FunctionsHost.Local.State;

/// <summary>A document of <see cref="IHostStateStore"/>.</summary>
public sealed record HostStateDocument(string Key, string Json);
