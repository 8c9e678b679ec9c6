using Azure.Storage.Blobs;
using FineTune.Cli.Hosting.Engines;
using FineTune.Testing;

namespace FineTune.Cli.Tests.Hosting.Engines;

public sealed class BlobHostLeaseTests : IAsyncLifetime
{
    private static readonly Guid _one = Guid.NewGuid();
    private static readonly Guid _other = Guid.NewGuid();
    private BlobContainerClient? _container;

    public async ValueTask InitializeAsync() =>
        _container = new BlobContainerClient((await AzuriteServer.SharedAsync()).SharedAccount, $"lease{Guid.NewGuid():N}");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task TryAcquire_HeldByAnother_IsFalseUntilItIsReleased()
    {
        Assert.True(await Lease(_one).TryAcquireAsync(CancellationToken.None));
        Assert.False(await Lease(_other).TryAcquireAsync(CancellationToken.None));

        await Lease(_one).ReleaseAsync(CancellationToken.None);

        Assert.True(await Lease(_other).TryAcquireAsync(CancellationToken.None));
        Assert.False(await Lease(_one).TryAcquireAsync(CancellationToken.None));
    }

    [Fact]
    public async Task TryAcquire_HeldByThisHost_IsTrueAgain()
    {
        Assert.True(await Lease(_one).TryAcquireAsync(CancellationToken.None));

        Assert.True(await Lease(_one).TryAcquireAsync(CancellationToken.None));
        Assert.False(await Lease(_other).TryAcquireAsync(CancellationToken.None));
    }

    [Fact]
    public async Task TryAcquire_ManyHostsAtOnceOnANewHub_OneGetsIt()
    {
        var acquired = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Lease(Guid.NewGuid()).TryAcquireAsync(CancellationToken.None)));

        Assert.Single(acquired, isHeld => isHeld);
    }

    [Fact]
    public async Task Renew_Held_IsTrue()
    {
        await Lease(_one).TryAcquireAsync(CancellationToken.None);

        Assert.True(await Lease(_one).RenewAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Renew_LostToAnotherOrNeverHeld_IsFalse()
    {
        Assert.False(await Lease(_one).RenewAsync(CancellationToken.None));
        await Lease(_other).TryAcquireAsync(CancellationToken.None);

        Assert.False(await Lease(_one).RenewAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Release_HeldByAnother_LeavesItThere()
    {
        await Lease(_other).TryAcquireAsync(CancellationToken.None);

        await Lease(_one).ReleaseAsync(CancellationToken.None);

        Assert.True(await Lease(_other).RenewAsync(CancellationToken.None));
    }

    [Fact]
    public async Task TryAcquire_NoService_Throws()
    {
        var options = new BlobClientOptions();
        options.Retry.MaxRetries = 0;
        var container = new BlobContainerClient("UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://127.0.0.1:1", "gone", options);

        await Assert.ThrowsAnyAsync<Exception>(() => new BlobHostLease(container, _one).TryAcquireAsync(CancellationToken.None));
    }

    private BlobHostLease Lease(Guid holder) => new(_container!, holder);
}
