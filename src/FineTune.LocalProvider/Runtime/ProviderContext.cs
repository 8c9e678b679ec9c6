using FineTune.LocalProvider.Faults;
using FineTune.LocalProvider.Storage;

namespace FineTune.LocalProvider.Runtime;

/// <summary>What every part of a provider needs: options, clock, ids, faults and counters.</summary>
internal class ProviderContext
{
    public ProviderContext(LocalProviderOptions options)
    {
        OptionsCheck.Require(options);
        Options = options;
        Faults = new FaultBoard(options.Faults, options.Seed);
        Ids = new IdFactory(options);
    }

    public LocalProviderOptions Options { get; }

    public FaultBoard Faults { get; }

    public ProviderStats Stats { get; } = new();

    public IdFactory Ids { get; }

    public bool Azure => Options.Profile == LocalProviderProfile.Azure;

    public long NowMs => Options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();

    public string Folder(string name) => Path.Combine(Options.DataDirectory, name);
}
