using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Models.Jobs;
using FineTune.Providers.Endpoints;
using FineTune.Providers.Http;

namespace FineTune.Providers.AzureOpenAI;

/// <summary>
/// Deployments of an Azure OpenAI account through Azure Resource Manager. All three calls are idempotent there; api-version, sku and
/// capacity are settings because they change.
/// </summary>
internal sealed class AzureModelDeployer(EndpointSettings settings, ProviderHttp http) : IModelDeployer
{
    public bool NeedsDeployment => true;

    /// <remarks>A name that carries another model already is refused: whether Azure would swap it in place is not settled.</remarks>
    public async Task<ModelDeployment> DeployAsync(string name, string model, CancellationToken cancellationToken = default)
    {
        if (await GetAsync(name, cancellationToken) is { } existing)
        {
            if (existing.Model != model)
            {
                throw new ProviderException(
                    ProviderErrorKind.Invalid, $"{What(name)}: the name is already used for model '{existing.Model}'. Delete that deployment or use another name.");
            }

            if (existing.State != JobState.Failed)
            {
                return existing;
            }
        }

        using var content = JsonContent.Create(new JsonObject
        {
            ["sku"] = new JsonObject { ["name"] = settings.DeploymentSku, ["capacity"] = settings.DeploymentCapacity },
            ["properties"] = new JsonObject
            {
                ["model"] = new JsonObject { ["format"] = "OpenAI", ["name"] = model, ["version"] = "1" },
            },
        });
        await content.LoadIntoBufferAsync(cancellationToken);
        return Read(name, model, await http.SendAsync(HttpMethod.Put, At(name), content, What(name), CallKind.Repeatable, Scope, cancellationToken));
    }

    public async Task<ModelDeployment?> GetAsync(string name, CancellationToken cancellationToken = default) =>
        await http.ReadAsync(At(name), What(name), Scope, cancellationToken) is { } reply ? Read(name, string.Empty, reply) : null;

    public async Task<bool> DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        try
        {
            // No content: there was nothing to delete.
            return await http.DeleteAsync(At(name), What(name), Scope, cancellationToken) != HttpStatusCode.NoContent;
        }
        catch (ProviderException error) when (error.Kind == ProviderErrorKind.NotFound)
        {
            return false;
        }
    }

    /// <summary>A substitute on this machine accepts the endpoint's key; Azure accepts only Entra tokens.</summary>
    private string? Scope => settings.ManagementUrl.IsLoopback && settings.Key is not null ? null : new Uri(settings.ManagementUrl, ".default").ToString();

    private Uri At(string name) => new(
        settings.ManagementUrl, $"{settings.ResourceId}/deployments/{Uri.EscapeDataString(name)}?api-version={Uri.EscapeDataString(settings.ApiVersion)}");

    private string What(string name) => $"Endpoint '{settings.Name}', deployment '{name}'";

    private static ModelDeployment Read(string name, string model, JsonElement reply)
    {
        var properties = reply.Object("properties");
        var raw = properties?.Text("provisioningState") ?? "Accepted";
        return new ModelDeployment(name, properties?.Object("model")?.Text("name") ?? model, State(raw), raw);
    }

    private static JobState State(string raw) => raw.ToLowerInvariant() switch
    {
        "succeeded" => JobState.Succeeded,
        "failed" => JobState.Failed,
        "canceled" or "cancelled" or "disabled" or "deleting" => JobState.Cancelled,
        "accepted" => JobState.Waiting,
        _ => JobState.Running,
    };
}
