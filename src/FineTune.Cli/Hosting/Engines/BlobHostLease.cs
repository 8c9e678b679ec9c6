using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using FunctionsHost.Local.State;

namespace FineTune.Cli.Hosting.Engines;

/// <summary>The trigger lease of a hub: the lease of the blob <c>triggers.lock</c> in a container of the hub.</summary>
/// <param name="container">Made at the first call.</param>
/// <param name="holder">This host. After a restart the same, so that a host that was killed takes its own lease again without waiting for its end.</param>
internal sealed class BlobHostLease(BlobContainerClient container, Guid holder) : IHostLease
{
    private const string Blob = "triggers.lock";

    private readonly BlobClient _blob = container.GetBlobClient(Blob);

    private BlobLeaseClient Lease => _blob.GetBlobLeaseClient(holder.ToString());

    /// <summary>The shortest that the service grants: a host that died is followed within this time.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds(15);

    public async Task<bool> TryAcquireAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await AcquireAsync(cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            await CreateAsync(cancellationToken);
            return await AcquireAsync(cancellationToken);
        }
    }

    public async Task<bool> RenewAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Lease.RenewAsync(cancellationToken: cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Lease.ReleaseAsync(cancellationToken: cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            // It is somebody else's, or nobody's, already.
        }
    }

    private async Task<bool> AcquireAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Lease.AcquireAsync(Duration, cancellationToken: cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            return false;
        }
    }

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        try
        {
            await _blob.UploadAsync(
                BinaryData.Empty, new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } }, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // Another host has just made it.
        }
    }
}
