using FunctionsHost.Local.State;

namespace FunctionsHost.Local.Tests.State;

public sealed class MemoryHostStateStoreTests : HostStateStoreTests
{
    protected override IHostStateStore Store { get; } = new MemoryHostStateStore();
}
