namespace FineTune.Core.Models.Jobs;

/// <summary>Makes a tuned model callable. Where a provider needs no deployment, the model's own name is the deployment.</summary>
public interface IModelDeployer
{
    /// <summary>False: tuned models are callable as they are.</summary>
    bool NeedsDeployment { get; }

    /// <summary>Asks for a deployment (idempotent by name) and reports its state.</summary>
    Task<ModelDeployment> DeployAsync(string name, string model, CancellationToken cancellationToken = default);

    /// <summary>Null when there is no such deployment.</summary>
    Task<ModelDeployment?> GetAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>False when there was none.</summary>
    Task<bool> DeleteAsync(string name, CancellationToken cancellationToken = default);
}
