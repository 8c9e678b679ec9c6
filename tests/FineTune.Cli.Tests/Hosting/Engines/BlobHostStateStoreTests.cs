using Azure.Storage.Blobs;
using FineTune.Cli.Hosting.Engines;
using FineTune.Storage.AzureBlobs;
using FineTune.Testing;
using FunctionsHost.Local.State;
using FunctionsHost.Local.Tests.State;

namespace FineTune.Cli.Tests.Hosting.Engines;

public sealed class BlobHostStateStoreTests : HostStateStoreTests, IAsyncLifetime
{
    private readonly string _container = $"state{Guid.NewGuid():N}";
    private BlobHostStateStore? _store;

    protected override IHostStateStore Store => _store!;

    public async ValueTask InitializeAsync() => _store = await OpenAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Get_PutByAnotherHost_IsSeen()
    {
        await Store.PutAsync("timers/a", "{}", CancellationToken.None);

        Assert.Equal("{}", await (await OpenAsync()).GetAsync("timers/a", CancellationToken.None));
    }

    private async Task<BlobHostStateStore> OpenAsync() =>
        new(new AzureBlobStore(new BlobServiceClient((await AzuriteServer.SharedAsync()).SharedAccount)), _container);
}
