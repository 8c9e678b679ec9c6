using FineTune.LocalProvider.Runtime;
using FineTune.LocalProvider.Storage;

namespace FineTune.LocalProvider.Deployments;

/// <summary>Deployments by resource id; their state follows from the clock. Names are looked up over all accounts: there is one resource here.</summary>
internal sealed class DeploymentService(ProviderContext context)
{
    public const string Succeeded = "Succeeded";

    public RecordStore<DeploymentRecord> Store { get; } = new(context.Folder("deployments"), StoreJsonContext.Default.DeploymentRecord);

    public string State(DeploymentRecord deployment) =>
        context.NowMs - deployment.CreatedMs < deployment.DurationMs ? "Creating" : deployment.Fails ? "Failed" : Succeeded;

    /// <summary>The model behind a deployment that is ready; null when there is none.</summary>
    public string? FindLive(string name) => Store.All.LastOrDefault(d => d.Name == name && State(d) == Succeeded)?.Model;

    /// <summary>A deployment of this model, if any stands in the way of deleting it.</summary>
    public string? Uses(string model) => Store.All.FirstOrDefault(d => d.Model == model)?.Name;
}
