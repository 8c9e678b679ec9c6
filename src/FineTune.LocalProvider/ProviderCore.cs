using FineTune.LocalProvider.Batches;
using FineTune.LocalProvider.Chat;
using FineTune.LocalProvider.Control;
using FineTune.LocalProvider.Deployments;
using FineTune.LocalProvider.Faults;
using FineTune.LocalProvider.Files;
using FineTune.LocalProvider.Jobs;
using FineTune.LocalProvider.Models;
using FineTune.LocalProvider.Storage;

namespace FineTune.LocalProvider;

/// <summary>Everything one provider consists of, wired by hand: there is exactly one of each part.</summary>
internal sealed class ProviderCore : IDisposable
{
    private readonly DirectoryLock held;

    public ProviderCore(LocalProviderOptions options)
    {
        OptionsCheck.Require(options);
        Options = options;
        held = new DirectoryLock(options.DataDirectory);
        Faults = new FaultBoard(options.Faults, options.Seed);
        Ids = new IdFactory(options);
        Files = new FileService(this);
        Jobs = new JobService(this);
        Deployments = new DeploymentService(this);
        Models = new ModelCatalog(this);
        Chat = new ChatService(this);
        Batches = new BatchService(this);
    }

    public LocalProviderOptions Options { get; }

    public FaultBoard Faults { get; }

    public ProviderStats Stats { get; } = new();

    public IdFactory Ids { get; }

    public FileService Files { get; }

    public JobService Jobs { get; }

    public DeploymentService Deployments { get; }

    public ModelCatalog Models { get; }

    public ChatService Chat { get; }

    public BatchService Batches { get; }

    public bool Azure => Options.Profile == LocalProviderProfile.Azure;

    public long NowMs => Options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();

    public string Folder(string name) => Path.Combine(Options.DataDirectory, name);

    public void Dispose() => held.Dispose();
}
