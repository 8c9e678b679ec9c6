using FunctionsHost.Local.Discovery;
using FunctionsHost.Local.Triggers;

namespace FunctionsHost.Local;

/// <summary>What the local host is doing, for health endpoints and command lines. Thread-safe.</summary>
public sealed class FunctionsHostStatus
{
    private readonly FunctionCatalog _catalog;
    private volatile FunctionsHostState _state = FunctionsHostState.Created;

    internal FunctionsHostStatus(FunctionCatalog catalog) => _catalog = catalog;

    public FunctionsHostState State { get => _state; internal set => _state = value; }

    /// <summary>All functions of the app, by name.</summary>
    public IReadOnlyList<FunctionInfo> Functions =>
        [.. _catalog.Functions.Select(Describe).OrderBy(function => function.Name, StringComparer.Ordinal)];

    /// <summary>Whether blob and timer triggers run here. Otherwise another host has the lease, or this one does not run.</summary>
    public bool RunsTriggers => Triggers?.Current is not null;

    /// <summary>Blobs that are queued for their functions, running, or waiting for another try, on this host.</summary>
    public int OpenBlobs => Triggers?.Current?.OpenBlobs ?? 0;

    internal LeasedTriggers? Triggers { get; set; }

    private static FunctionInfo Describe(FunctionDescriptor function) => new(function.Name, function.Kind,
        function.Blob?.Text ?? function.Timer?.Text ?? function.Http?.Describe());
}
