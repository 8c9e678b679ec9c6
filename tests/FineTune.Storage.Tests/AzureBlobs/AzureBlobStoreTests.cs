using Azure.Storage.Blobs;
using FineTune.Core.Storage;
using FineTune.Storage.AzureBlobs;
using FineTune.Storage.Tests.Blobs;
using FineTune.Testing;

namespace FineTune.Storage.Tests.AzureBlobs;

/// <summary>The contract over a real blob service, with the API version that production uses.</summary>
public sealed class AzureBlobStoreTests : BlobStoreContract
{
    private static readonly Lazy<Task<string>> Account = new(async () => (await AzuriteServer.SharedAsync()).NewAccount());

    protected override async Task<IBlobStore> CreateAsync() => new AzureBlobStore(new BlobServiceClient(await Account.Value));

    [Fact]
    public async Task Append_ToABlobWrittenWhole_SaysWhatToDo()
    {
        await Store.WriteAsync(At("x"), Bytes("one"));

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Store.AppendAsync(At("x"), "two"u8.ToArray(), 3));
        Assert.Contains("cannot be appended to", error.Message, StringComparison.Ordinal);
    }
}
