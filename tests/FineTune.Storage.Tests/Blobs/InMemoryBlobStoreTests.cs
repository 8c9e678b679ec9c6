using FineTune.Core.Storage;
using FineTune.Testing;

namespace FineTune.Storage.Tests.Blobs;

/// <summary>The stand-in of other tests keeps the same promises.</summary>
public sealed class InMemoryBlobStoreTests : BlobStoreContract
{
    protected override Task<IBlobStore> CreateAsync() => Task.FromResult<IBlobStore>(new InMemoryBlobStore());
}
