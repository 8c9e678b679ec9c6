using FineTune.Core.Models.Jobs;
using FineTune.Functions.Activities.Training;
using FineTune.Functions.Contracts.Runs;
using FineTune.Functions.Contracts.Training;
using FineTune.Training.Jobs;
using FineTune.Training.Runs;

namespace FineTune.Functions.Orchestrations;

/// <summary>Makes the candidate callable where the provider wants a deployment; elsewhere its model name is enough.</summary>
public static class DeployOrchestrator
{
    /// <summary>Looks of 15 seconds and more: about an hour.</summary>
    private const int MaxPolls = 120;

    [Function(nameof(DeployOrchestrator))]
    public static async Task<RunEnd> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, DeployInput input)
    {
        var deployed = await context.CallActivityAsync<DeployedModel>(nameof(DeployModel), input, Retries.Default);
        for (var poll = 0; deployed.State is JobState.Waiting or JobState.Running && poll < MaxPolls; poll++)
        {
            await context.CreateTimer(JobPolling.Next(poll, deployed.PollFirst, deployed.PollMax), CancellationToken.None);
            deployed = await context.CallActivityAsync<DeployedModel>(nameof(DeployModel), input, Retries.Default);
        }

        return deployed.State == JobState.Succeeded
            ? input.End with { Deployment = deployed.Name }
            : input.End with
            {
                State = RunState.Failed,
                Deployment = deployed.Name,
                Reason = $"The deployment '{deployed.Name}' ended as '{deployed.RawStatus}'. The model {input.End.Model} is kept at the provider.",
            };
    }
}
