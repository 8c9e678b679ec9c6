using FineTune.Durable.Sqlite.Triggers;

namespace FunctionsHost.Local;

/// <summary>What the embedded host is doing, for health endpoints and command lines. Thread-safe.</summary>
public sealed class DurableHostStatus
{
    private readonly FunctionCatalog _catalog;
    private readonly IPoisonMessages _poison;
    private volatile DurableHostState _state = DurableHostState.Created;

    internal DurableHostStatus(FunctionCatalog catalog, IPoisonMessages poison) => (_catalog, _poison) = (catalog, poison);

    public DurableHostState State { get => _state; internal set => _state = value; }

    /// <summary>All functions of the app, by name.</summary>
    public IReadOnlyList<FunctionInfo> Functions => [.. _catalog.Functions.Select(Describe).OrderBy(function => function.Name, StringComparer.Ordinal)];

    /// <summary>Blobs that are queued for their functions, running, or waiting for another try.</summary>
    public int OpenBlobs => State == DurableHostState.Running ? Blobs?.Open ?? 0 : 0;

    /// <summary>Blobs that were given up, newest first; none while the host does not run.</summary>
    public IReadOnlyList<PoisonMessage> Poison => State == DurableHostState.Running ? _poison.List() : [];

    internal BlobTriggers? Blobs { get; set; }

    private static FunctionInfo Describe(FunctionDescriptor function) => new(function.Name, function.Kind,
        function.Blob?.Text ?? function.Timer?.Text ?? function.Http?.Describe());
}
