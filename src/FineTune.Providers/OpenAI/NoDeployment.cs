using FineTune.Core.Models.Jobs;

namespace FineTune.Providers.OpenAI;

/// <summary>For providers whose tuned models are callable under their own name.</summary>
internal sealed class NoDeployment : IModelDeployer
{
    public bool NeedsDeployment => false;

    public Task<ModelDeployment> DeployAsync(string name, string model, CancellationToken cancellationToken = default) =>
        Task.FromResult(new ModelDeployment(model, model, JobState.Succeeded, "none"));

    public Task<ModelDeployment?> GetAsync(string name, CancellationToken cancellationToken = default) =>
        Task.FromResult<ModelDeployment?>(new ModelDeployment(name, name, JobState.Succeeded, "none"));

    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken = default) => Task.FromResult(false);
}
