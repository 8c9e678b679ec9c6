using System.Text.Json.Serialization;

namespace FineTune.Core.Lineages;

/// <summary>A model at a named endpoint, in one of the roles.</summary>
/// <param name="Endpoint">Name of an endpoint of the app's settings (<c>Endpoints__{name}__...</c>).</param>
/// <param name="Model">Model name, or on Azure the deployment name.</param>
public sealed record ModelChoice(string Endpoint, string Model)
{
    /// <summary>How the model is called in reports; the model name where it is not set.</summary>
    public string? Name { get; init; }

    /// <summary>0 to 2; the stage's default where it is not set.</summary>
    public float? Temperature { get; init; }

    /// <summary>Upper bound of an answer, in tokens; the stage's default where it is not set.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>The model whose price and limits apply where <see cref="Model"/> is a deployment name.</summary>
    public string? PricedAs { get; init; }

    [JsonIgnore]
    public string DisplayName => Name ?? Model;
}
