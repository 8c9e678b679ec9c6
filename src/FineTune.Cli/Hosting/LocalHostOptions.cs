using FineTune.Cli.Data;

namespace FineTune.Cli.Hosting;

/// <summary>How a host is started.</summary>
/// <param name="Port">On 127.0.0.1; 0 picks a free one.</param>
/// <param name="SettleTime">How long a file's size and time must not change before it is taken.</param>
/// <param name="Logs">Whether warnings also go to the terminal.</param>
/// <param name="Engine">Where orchestrations are kept.</param>
internal sealed record LocalHostOptions(
    DataFolder Data, StorageChoice Storage, int Port, TimeSpan SettleTime, bool Logs,
    EngineKind Engine = EngineKind.Sqlite);
