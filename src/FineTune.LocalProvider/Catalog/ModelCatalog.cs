using FineTune.LocalProvider.Deployments;
using FineTune.LocalProvider.Http;
using FineTune.LocalProvider.Jobs;
using FineTune.LocalProvider.Jobs.Timeline;
using FineTune.LocalProvider.Models;
using FineTune.LocalProvider.Runtime;

namespace FineTune.LocalProvider.Catalog;

/// <summary>Knows every model by name: bases, role stand-ins, recorded ones, tuned ones with their checkpoints, and deployments.</summary>
internal sealed class ModelCatalog(ProviderContext context, JobService jobs, DeploymentService deployments)
{
    public static readonly string[] Bases = ["gpt-4.1-2025-04-14", "gpt-4.1-mini-2025-04-14", "gpt-4.1-nano-2025-04-14", "gpt-4o-mini-2024-07-18"];

    private static readonly Dictionary<string, ModelKind> Fixed = new Dictionary<string, ModelKind>(StringComparer.Ordinal)
    {
        ["local-teacher"] = ModelKind.Teacher,
        ["local-judge"] = ModelKind.Judge,
        ["local-judge-strict"] = ModelKind.Judge,
        ["local-judge-lenient"] = ModelKind.Judge,
        ["text-embedding-3-small"] = ModelKind.Embedding,
        ["text-embedding-3-large"] = ModelKind.Embedding,
        ["omni-moderation-latest"] = ModelKind.Moderation,
    };

    /// <summary>All models that answer now, with their creation time and kind.</summary>
    public async Task<List<(ResolvedModel Model, long CreatedAt)>> ListAsync()
    {
        var models = Bases.Select(b => (new ResolvedModel(b, ModelKind.Base, b), 1_744_588_800L)).ToList();
        models.AddRange(Fixed.Select(f => (new ResolvedModel(f.Key, f.Value, f.Key), 1_744_588_800L)));
        models.AddRange(context.Options.RecordedModels.Keys.Select(r => (new ResolvedModel(r, ModelKind.Recorded, r), 1_744_588_800L)));
        foreach (var known in jobs.Everything.Where(j => !j.ModelDeleted).ToList())
        {
            var (job, moment) = await jobs.ObserveAsync(known);
            if (moment.Status == JobMoment.Succeeded)
                models.Add((ResolvedModel.Tuned(job), moment.FinishedMs!.Value / 1000));
        }

        return models;
    }

    /// <summary>The model of an inference request, which may name a deployment. Throws 404 in the profile's shape.</summary>
    public async Task<ResolvedModel> ForInferenceAsync(string name)
    {
        if (deployments.FindLive(name) is { } deployed)
            return await CallableAsync(deployed) ?? throw ApiException.ModelNotFound(name);
        var model = await FindAsync(name);
        if (context.Azure && model is null or { Kind: ModelKind.Tuned })
            throw new ApiException(404, "DeploymentNotFound", $"The API deployment '{name}' for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.");
        return model is null ? throw ApiException.ModelNotFound(name) : Callable(model) ?? throw ApiException.ModelNotFound(name);
    }

    /// <summary>Any model by its own name (not a deployment); null when there is none.</summary>
    public async Task<ResolvedModel?> FindAsync(string name)
    {
        if (context.Options.RecordedModels.ContainsKey(name))
            return new ResolvedModel(name, ModelKind.Recorded, name);
        if (Fixed.TryGetValue(name, out var kind))
            return new ResolvedModel(name, kind, name);
        return Array.IndexOf(Bases, name) >= 0 ? new ResolvedModel(name, ModelKind.Base, name) : await jobs.FindTunedAsync(name);
    }

    /// <summary>The base at the root of a model that a job may start from.</summary>
    public async Task<string> TrainableRootAsync(string model)
    {
        var found = await FindAsync(model) ?? throw ApiException.ModelNotFound(model);
        return found.Kind is ModelKind.Base or ModelKind.Tuned
            ? found.Root
            : throw ApiException.BadRequest($"The model '{model}' is not available for fine-tuning. Use one of {string.Join(", ", Bases)} or a model tuned from them.", "model", "model_not_available");
    }

    public string? ShutdownDate(ResolvedModel model) => context.Options.ShutdownDates.TryGetValue(model.Root, out var date) ? date : null;

    private async Task<ResolvedModel?> CallableAsync(string name) => await FindAsync(name) is { } model ? Callable(model) : null;

    private ResolvedModel? Callable(ResolvedModel model) => model.Job is { ModelMissCalls: > 0 } job && jobs.TakesMiss(job) ? null : model;
}
