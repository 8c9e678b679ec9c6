using FineTune.Core.Billing.Prices;
using FineTune.Core.Examples;
using FineTune.Core.Models;
using FineTune.Core.Models.Batches;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Models.Jobs;
using Microsoft.Extensions.AI;

namespace FineTune.Functions.Tests.Support;

/// <summary>One endpoint, "main", with models by name.</summary>
internal sealed class FakeEndpoints(TimeProvider time) : IModelEndpoints, IModelDeployer, IPriceBook, ITokenCounter
{
    public Dictionary<string, FakeChat> Models { get; } = [];

    public FakeFineTuning FineTuning { get; } = new(time);

    public FakeBatches Batches { get; } = new(time);

    public EndpointInfo Info { get; set; } =
        new("main", EndpointKind.OpenAI, 0, 4, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30), TimeSpan.Zero);

    public ModelPrice? Price { get; set; } = new(EndpointKind.OpenAI, "any", new DateOnly(2026, 1, 1), 1m, 2m, 10m, 65_536, null, null);

    public bool NeedsDeployment { get; set; }

    public Dictionary<string, ModelDeployment> Deployments { get; } = [];

    public EndpointInfo Describe(string endpoint) =>
        endpoint == "main" ? Info : throw new EndpointNotConfiguredException($"Set Endpoints__{endpoint}__Url.");

    /// <summary>What the models were called for, in order.</summary>
    public List<(string Model, ModelUse? Use)> Uses { get; } = [];

    public IChatClient GetChatClient(string endpoint, string model, ModelUse? use = null)
    {
        Uses.Add((model, use));
        return Models[model];
    }

    public IEmbeddingGenerator<string, Embedding<float>> GetEmbeddingGenerator(string endpoint, string model) => throw new NotSupportedException();

    public IFineTuningService GetFineTuning(string endpoint) => FineTuning;

    public IModelDeployer GetDeployer(string endpoint) => this;

    public IBatchService GetBatches(string endpoint) => Batches;

    public ModelPrice? Find(EndpointKind kind, string model) => Price;

    public PriceAge Age { get; set; }

    public IReadOnlyList<ModelPrice> Trainable(EndpointKind? kind = null) => Price is null ? [] : [Price];

    public PriceAge AgeOf(ModelPrice price) => Age;

    public int Count(string model, string text) => (text.Length / 4) + 1;

    public int Count(string model, ChatExample example) => 3 + example.Messages.Sum(turn => Count(model, turn.Content ?? ""));

    public Task<ModelDeployment> DeployAsync(string name, string model, CancellationToken cancellationToken = default) =>
        Task.FromResult(Deployments[name] = new ModelDeployment(name, model, JobState.Running, "Creating"));

    public Task<ModelDeployment?> GetAsync(string name, CancellationToken cancellationToken = default) =>
        Task.FromResult(Deployments.GetValueOrDefault(name));

    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken = default) => Task.FromResult(Deployments.Remove(name));
}
