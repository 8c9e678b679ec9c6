using FineTune.LocalProvider.Batches;
using FineTune.LocalProvider.Catalog;
using FineTune.LocalProvider.Chat;
using FineTune.LocalProvider.Deployments;
using FineTune.LocalProvider.Files;
using FineTune.LocalProvider.Jobs;
using FineTune.LocalProvider.Runtime;
using FineTune.LocalProvider.Storage;

namespace FineTune.LocalProvider.Composition;

/// <summary>Everything one provider consists of, wired by hand: there is exactly one of each part.</summary>
internal sealed class ProviderCore : ProviderContext, IDisposable
{
    private readonly DirectoryLock held;

    public ProviderCore(LocalProviderOptions options)
        : base(options)
    {
        held = new DirectoryLock(options.DataDirectory);
        Files = new FileService(this);
        Jobs = new JobService(this, Files);
        Deployments = new DeploymentService(this);
        Models = new ModelCatalog(this, Jobs, Deployments);
        Chat = new ChatService(this, Models, Jobs);
        Batches = new BatchService(this, Files, Models, Deployments, new BatchRunner(this, Files, Models, Chat));
    }

    public FileService Files { get; }

    public JobService Jobs { get; }

    public DeploymentService Deployments { get; }

    public ModelCatalog Models { get; }

    public ChatService Chat { get; }

    public BatchService Batches { get; }

    public void Dispose() => held.Dispose();
}
