using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;

namespace FunctionsHost.Local.Invocation;

/// <summary>The trace that the invocation belongs to: that of this process, because host and worker are one.</summary>
internal sealed class LocalTraceContext : TraceContext
{
    private readonly Activity? _activity = Activity.Current;

    public override string TraceParent => _activity?.Id ?? "";

    public override string TraceState => _activity?.TraceStateString ?? "";
}
