using FineTune.Core.Models;
using FineTune.Core.Models.Jobs;
using FineTune.Functions.Contracts.Training;

namespace FineTune.Functions.Activities.Training;

/// <summary>Asks for the candidate's deployment (idempotent by its name) and says how far it is.</summary>
public sealed class DeployModel(IModelEndpoints endpoints)
{
    [Function(nameof(DeployModel))]
    public async Task<DeployedModel> RunAsync([ActivityTrigger] DeployInput input, CancellationToken cancellationToken)
    {
        var endpoint = endpoints.Describe(input.Plan.Endpoint);
        var deployer = endpoints.GetDeployer(input.Plan.Endpoint);
        var model = input.End.Model!;
        if (!deployer.NeedsDeployment)
        {
            return new DeployedModel(null, JobState.Succeeded, "none needed", endpoint.PollFirst, endpoint.PollMax);
        }

        var name = input.Plan.Suffix;
        var deployment = await deployer.GetAsync(name, cancellationToken) ?? await deployer.DeployAsync(name, model, cancellationToken);
        return new DeployedModel(deployment.Name, deployment.State, deployment.RawStatus, endpoint.PollFirst, endpoint.PollMax);
    }
}
