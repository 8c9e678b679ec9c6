namespace FineTune.Core.Models.Endpoints;

/// <summary>A lineage names an endpoint that the app's settings do not describe, or describe wrongly.</summary>
public sealed class EndpointNotConfiguredException(string message) : Exception(message);
